namespace Observe.Functions.Advice;

/// <summary>The spans of one trace by their ids and parents.</summary>
internal sealed class SpanTree
{
    /// <summary>What is further up has no part in a call any more; and a ring of parents, which no sound sender makes, ends.</summary>
    private const int MostAbove = 200;

    private readonly Dictionary<string, TracedSpan> _byId = [];

    public SpanTree(IEnumerable<TracedSpan> spans)
    {
        foreach (var span in spans)
        {
            _byId.TryAdd(span.SpanId, span);
        }
        Siblings = _byId.Values.ToLookup(span => span.ParentSpanId);
    }

    public IReadOnlyCollection<TracedSpan> Spans => _byId.Values;

    /// <summary>Those with the same parent, by its id, whether it is here or not.</summary>
    public ILookup<string, TracedSpan> Siblings { get; }

    /// <summary>From its parent to the root, as far as they are here.</summary>
    public IEnumerable<TracedSpan> Above(TracedSpan span)
    {
        for (var steps = 0; steps < MostAbove && _byId.TryGetValue(span.ParentSpanId, out var parent); steps++)
        {
            yield return parent;
            span = parent;
        }
    }
}
