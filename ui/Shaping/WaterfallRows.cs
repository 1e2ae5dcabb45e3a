using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.UI.Shaping;

/// <summary>Which rows of a waterfall are shown: folded subtrees are left out, and a search keeps hits and what stands above them.</summary>
public sealed record WaterfallRows(string Find = "", bool ErrorsOnly = false)
{
    private bool IsFiltering => ErrorsOnly || Find.Length > 0;

    /// <summary>While filtering, folds are ignored: a hit must not be hidden.</summary>
    public IList<WaterfallRow> Of(Waterfall waterfall, IReadOnlySet<SpanId> folded)
    {
        if (!IsFiltering && folded.Count == 0)
        {
            return waterfall.Rows;
        }
        var kept = IsFiltering ? Kept(waterfall) : null;
        var rows = new List<WaterfallRow>();
        for (var index = 0; index < waterfall.Nodes.Count;)
        {
            var node = waterfall.Nodes[index];
            var isFolded = kept is null && node.HasChildren && folded.Contains(node.Span.SpanId);
            if (kept is null || kept[index])
            {
                rows.Add(new WaterfallRow(node, isFolded, IsFiltering && Matches(node.Span)));
            }
            index += isFolded ? node.SubtreeSize : 1;
        }
        return rows;
    }

    private bool[] Kept(Waterfall waterfall)
    {
        var kept = new bool[waterfall.Nodes.Count];
        for (var index = 0; index < kept.Length; index++)
        {
            if (!Matches(waterfall.Nodes[index].Span))
            {
                continue;
            }
            for (var at = index; at >= 0 && !kept[at]; at = waterfall.Nodes[at].ParentIndex)
            {
                kept[at] = true;
            }
        }
        return kept;
    }

    private bool Matches(SpanRecord span) => (!ErrorsOnly || span.Status == SpanStatus.Error) && (Find.Length == 0 || Mentions(span));

    private bool Mentions(SpanRecord span) =>
        Mentions(span.Name) || Mentions(span.Service) || Mentions(span.StatusMessage) || Mentions(span.SpanId.ToString())
        || span.Attributes.Any(Mentions)
        || span.Resource.Any(Mentions)
        || span.Events.Any(spanEvent => Mentions(spanEvent.Name) || spanEvent.Attributes.Any(Mentions));

    private bool Mentions(TelemetryAttribute attribute) => Mentions(attribute.Key) || Mentions(attribute.Value.ToString());

    private bool Mentions(string text) => text.Contains(Find, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Folded">Its children are there and not shown.</param>
/// <param name="Hit">It is itself what was searched for.</param>
public readonly record struct WaterfallRow(WaterfallNode Node, bool Folded, bool Hit);
