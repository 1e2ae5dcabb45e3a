using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>
/// Who stands under whom. The spans are sorted by start, and everything here is an array over that order, so that a
/// chain of a hundred thousand spans needs neither recursion nor an object a link.
/// </summary>
internal sealed class WaterfallTree
{
    private const int NoParent = -1;

    /// <summary>The children of all spans, span after span; and where those of each begin.</summary>
    private readonly int[] _children;
    private readonly int[] _firstChildren;

    private WaterfallTree(SpanRecord[] spans)
    {
        Spans = spans;
        Parents = new int[spans.Length];
        Issues = new WaterfallIssues[spans.Length];
        FindParents();
        CutCycles();
        _firstChildren = new int[spans.Length + 1];
        _children = new int[spans.Length];
        FindChildren();
        Preorder = Walk();
    }

    public SpanRecord[] Spans { get; }
    public int[] Parents { get; }
    public WaterfallIssues[] Issues { get; }

    /// <summary>The spans with each parent before its children.</summary>
    public int[] Preorder { get; }

    /// <summary>By start.</summary>
    public ReadOnlySpan<int> ChildrenOf(int index) => _children.AsSpan(_firstChildren[index].._firstChildren[index + 1]);

    public static WaterfallTree Of(IReadOnlyList<SpanRecord> spans) =>
        new(IsInOrder(spans) ? [.. spans] : [.. spans.OrderBy(span => span.StartUnixNanoseconds).ThenBy(span => span.SpanId.Value)]);

    /// <summary>As a reader gives them, nearly always: to sort them again would cost as much as the rest.</summary>
    private static bool IsInOrder(IReadOnlyList<SpanRecord> spans)
    {
        for (var index = 1; index < spans.Count; index++)
        {
            if ((spans[index - 1].StartUnixNanoseconds, spans[index - 1].SpanId.Value).CompareTo((spans[index].StartUnixNanoseconds, spans[index].SpanId.Value)) > 0)
            {
                return false;
            }
        }
        return true;
    }

    private void FindParents()
    {
        var firstById = new Dictionary<SpanId, int>(Spans.Length);
        for (var index = 0; index < Spans.Length; index++)
        {
            if (!firstById.TryAdd(Spans[index].SpanId, index))
            {
                Issues[index] |= WaterfallIssues.DuplicateId;
            }
        }
        for (var index = 0; index < Spans.Length; index++)
        {
            var parentId = Spans[index].ParentSpanId;
            Parents[index] = NoParent;
            if (parentId.IsEmpty)
            {
                continue;
            }
            if (parentId == Spans[index].SpanId)
            {
                Issues[index] |= WaterfallIssues.Cycle;
            }
            else if (firstById.TryGetValue(parentId, out var parent))
            {
                Parents[index] = parent;
            }
            else
            {
                Issues[index] |= WaterfallIssues.ParentMissing;
            }
        }
    }

    /// <summary>Each span has one parent, so a walk upwards either ends or runs in a circle; the circle is cut at its earliest span.</summary>
    private void CutCycles()
    {
        var walkOf = new int[Spans.Length];
        for (var start = 0; start < Spans.Length; start++)
        {
            var walk = start + 1;
            var at = start;
            while (at != NoParent && walkOf[at] == 0)
            {
                walkOf[at] = walk;
                at = Parents[at];
            }
            if (at != NoParent && walkOf[at] == walk)
            {
                Cut(at);
            }
        }
    }

    private void Cut(int onCycle)
    {
        var earliest = onCycle;
        for (var at = Parents[onCycle]; at != onCycle; at = Parents[at])
        {
            earliest = Math.Min(earliest, at);
        }
        Parents[earliest] = NoParent;
        Issues[earliest] |= WaterfallIssues.Cycle;
    }

    private void FindChildren()
    {
        foreach (var parent in Parents)
        {
            if (parent != NoParent)
            {
                _firstChildren[parent + 1]++;
            }
        }
        for (var index = 0; index < Parents.Length; index++)
        {
            _firstChildren[index + 1] += _firstChildren[index];
        }
        var next = _firstChildren.AsSpan(0, Parents.Length).ToArray();
        for (var index = 0; index < Parents.Length; index++)
        {
            if (Parents[index] != NoParent)
            {
                _children[next[Parents[index]]++] = index;
            }
        }
    }

    private int[] Walk()
    {
        var order = new List<int>(Spans.Length);
        var stack = new Stack<int>();
        for (var index = Spans.Length - 1; index >= 0; index--)
        {
            if (Parents[index] == NoParent)
            {
                stack.Push(index);
            }
        }
        while (stack.TryPop(out var index))
        {
            order.Add(index);
            var children = ChildrenOf(index);
            for (var last = children.Length - 1; last >= 0; last--)
            {
                stack.Push(children[last]);
            }
        }
        return [.. order];
    }
}
