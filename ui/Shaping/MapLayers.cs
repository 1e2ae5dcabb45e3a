namespace Observe.UI.Shaping;

/// <summary>
/// Which column each node stands in: who calls stands left of whom it calls. Where nodes call each other in a circle, one call of it goes back: the one that a
/// walk along the calls, in order of the names, meets last.
/// </summary>
public static class MapLayers
{
    /// <summary>The columns of nodes 0 to <paramref name="count"/> - 1, from 0.</summary>
    /// <param name="calls">Pairs of different nodes, each once, in order.</param>
    public static int[] Of(int count, IReadOnlyList<(int From, int To)> calls)
    {
        var forward = Forward(count, calls);
        var (next, before) = (Lists(count, forward, reverse: false), Lists(count, forward, reverse: true));
        var columns = new int[count];
        var open = before.Select(list => list.Count).ToArray();
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(node => open[node] == 0));
        while (ready.TryDequeue(out var node))
        {
            foreach (var callee in next[node])
            {
                columns[callee] = Math.Max(columns[callee], columns[node] + 1);
                if (--open[callee] == 0)
                {
                    ready.Enqueue(callee);
                }
            }
        }
        foreach (var node in Enumerable.Range(0, count).Where(node => before[node].Count == 0 && next[node].Count > 0))
        {
            // Nobody calls it: it stands beside the first that it calls.
            columns[node] = next[node].Min(callee => columns[callee]) - 1;
        }
        return columns;
    }

    /// <summary>The calls without those that close a circle, which are turned round.</summary>
    private static HashSet<(int From, int To)> Forward(int count, IReadOnlyList<(int From, int To)> calls)
    {
        var next = Lists(count, calls, reverse: false);
        var called = new int[count];
        foreach (var (_, to) in calls)
        {
            called[to]++;
        }
        var (entered, left) = (new bool[count], new bool[count]);
        var forward = new HashSet<(int, int)>();
        // First who is called by nobody; of a circle who calls more than it is called.
        foreach (var root in Enumerable.Range(0, count).OrderBy(node => called[node] > 0).ThenByDescending(node => next[node].Count - called[node]).ThenBy(node => node))
        {
            var path = new Stack<(int Node, int Child)>();
            Enter(root);
            while (path.TryPop(out var step))
            {
                if (step.Child == next[step.Node].Count)
                {
                    left[step.Node] = true;
                    continue;
                }
                path.Push((step.Node, step.Child + 1));
                var callee = next[step.Node][step.Child];
                forward.Add(entered[callee] && !left[callee] ? (callee, step.Node) : (step.Node, callee));
                Enter(callee);
            }

            void Enter(int node)
            {
                if (!entered[node])
                {
                    entered[node] = true;
                    path.Push((node, 0));
                }
            }
        }
        return forward;
    }

    private static List<int>[] Lists(int count, IEnumerable<(int From, int To)> calls, bool reverse)
    {
        var lists = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        foreach (var (from, to) in calls)
        {
            lists[reverse ? to : from].Add(reverse ? from : to);
        }
        return lists;
    }
}
