namespace Observe.UI.Shaping;

/// <summary>
/// Two traces laid over each other. Their roots are a pair; below each pair, children of the same service and name are paired in the order in which they
/// started, the first with the first. What finds no partner is in one trace only, with all that stands below it: nothing is guessed. The work grows with the
/// number of spans alone, and no more than <see cref="MostSpans"/> of a trace are looked at, those that a waterfall shows first.
/// </summary>
public sealed class TraceComparison
{
    public const int MostSpans = 50_000;

    /// <summary>A difference of less than this share of the longer trace is noise.</summary>
    private const int NoiseShare = 100;

    private readonly Waterfall _a;
    private readonly Waterfall _b;
    private readonly List<ComparedRow> _rows = [];

    private TraceComparison(Waterfall a, Waterfall b)
    {
        (_a, _b) = (a, b);
        DurationNanoseconds = Math.Max(a.DurationNanoseconds, b.DurationNanoseconds);
        Align();
        Operations = OperationDifference.Of(a, b);
    }

    /// <summary>Depth first. Siblings in the order of the first trace, those of the second before the one that they precede.</summary>
    public IReadOnlyList<ComparedRow> Rows => _rows;

    /// <summary>Those whose self time differs most first.</summary>
    public IReadOnlyList<OperationDifference> Operations { get; }

    /// <summary>Of the longer trace, from its start: the length of the axis.</summary>
    public long DurationNanoseconds { get; }

    /// <summary>How much later the second answered.</summary>
    public long AnswerDifference => _b.Root.Span.DurationNanoseconds - _a.Root.Span.DurationNanoseconds;

    /// <summary>True when one trace has more spans than were looked at.</summary>
    public bool IsCut => _a.Nodes.Count > MostSpans || _b.Nodes.Count > MostSpans;

    public int InBoth => _rows.Count(row => row is { A: not null, B: not null });
    public int OnlyInA => _rows.Count(row => row.B is null);
    public int OnlyInB => _rows.Count(row => row.A is null);

    public static TraceComparison Of(Waterfall a, Waterfall b) => new(a, b);

    public bool IsNotable(long differenceNanoseconds) =>
        differenceNanoseconds != 0 && Math.Abs(differenceNanoseconds) >= DurationNanoseconds / NoiseShare;

    /// <summary>The rows that are in one trace only or differ notably, and what stands above them.</summary>
    public IReadOnlyList<ComparedRow> DifferingRows()
    {
        var kept = new bool[_rows.Count];
        for (var index = 0; index < kept.Length; index++)
        {
            if (_rows[index].Difference is { } difference && !IsNotable(difference))
            {
                continue;
            }
            for (var at = index; at >= 0 && !kept[at]; at = _rows[at].Parent)
            {
                kept[at] = true;
            }
        }
        return [.. _rows.Where((_, index) => kept[index])];
    }

    private void Align()
    {
        var todo = new Stack<(WaterfallNode? A, WaterfallNode? B, int Parent, int Depth)>();
        Push(Tops(_a), Tops(_b), (_a.Root, _b.Root), -1, 0);
        while (todo.TryPop(out var pair))
        {
            var index = _rows.Count;
            _rows.Add(new ComparedRow(pair.A, pair.B, index, pair.Parent, pair.Depth));
            Push(Children(_a, pair.A), Children(_b, pair.B), default, index, pair.Depth + 1);
        }

        void Push(List<WaterfallNode> ofA, List<WaterfallNode> ofB, (WaterfallNode?, WaterfallNode?) given, int parent, int depth)
        {
            var pairs = Pair(ofA, ofB, given);
            for (var i = pairs.Count - 1; i >= 0; i--)
            {
                todo.Push((pairs[i].A, pairs[i].B, parent, depth));
            }
        }
    }

    /// <param name="given">Partners whatever they are called.</param>
    private static List<(WaterfallNode? A, WaterfallNode? B)> Pair(
        List<WaterfallNode> ofA, List<WaterfallNode> ofB, (WaterfallNode? A, WaterfallNode? B) given)
    {
        var waiting = ofB.Where(node => node != given.B)
            .GroupBy(KeyOf)
            .ToDictionary(group => group.Key, group => new Queue<WaterfallNode>(group));
        var partners = ofA.Select(node => node == given.A ? given.B : waiting.GetValueOrDefault(KeyOf(node))?.TryDequeue(out var partner) == true ? partner : null)
            .ToArray();
        var taken = partners.OfType<WaterfallNode>().ToHashSet();
        var pairs = new List<(WaterfallNode?, WaterfallNode?)>(ofA.Count + ofB.Count - taken.Count);
        var next = 0;
        for (var i = 0; i < partners.Length; i++)
        {
            if (partners[i] is { } partner)
            {
                AddAlone(before: partner.Index);
            }
            pairs.Add((ofA[i], partners[i]));
        }
        AddAlone(before: int.MaxValue);
        return pairs;

        void AddAlone(int before)
        {
            for (; next < ofB.Count && ofB[next].Index < before; next++)
            {
                if (!taken.Contains(ofB[next]))
                {
                    pairs.Add((null, ofB[next]));
                }
            }
        }
    }

    private static (string, string) KeyOf(WaterfallNode node) => (node.Span.Service, node.Span.Name);

    private static List<WaterfallNode> Tops(Waterfall waterfall)
    {
        var tops = new List<WaterfallNode>();
        for (var index = 0; index < Math.Min(waterfall.Nodes.Count, MostSpans); index += waterfall.Nodes[index].SubtreeSize)
        {
            tops.Add(waterfall.Nodes[index]);
        }
        if (waterfall.Root.Index >= MostSpans)
        {
            tops.Add(waterfall.Root);
        }
        return tops;
    }

    private static List<WaterfallNode> Children(Waterfall waterfall, WaterfallNode? node) =>
        node is null ? [] : [.. waterfall.ChildrenOf(node).TakeWhile(child => child.Index < MostSpans)];
}

/// <summary>One span in both traces, or in one of them only.</summary>
/// <param name="Index">In <see cref="TraceComparison.Rows"/>.</param>
/// <param name="Parent">The index of the row above it in the tree; -1 for none.</param>
public sealed record ComparedRow(WaterfallNode? A, WaterfallNode? B, int Index, int Parent, int Depth)
{
    /// <summary>The one that there is; of two the first.</summary>
    public WaterfallNode Any => A ?? B!;

    /// <summary>How much longer it took in the second trace; null when it is in one only.</summary>
    public long? Difference => A is null || B is null ? null : B.Span.DurationNanoseconds - A.Span.DurationNanoseconds;
}
