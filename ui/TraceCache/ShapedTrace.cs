using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.TraceCache;

/// <summary>A trace as it was read, and laid out. Nobody changes it: all pages that show the trace have the same one.</summary>
/// <param name="Extent">What was stored of it before it was read.</param>
/// <param name="Bytes">What it takes of the memory, about.</param>
public sealed record ShapedTrace(TraceResult Trace, Waterfall Waterfall, TraceExtent Extent, long Bytes)
{
    /// <summary>Null when there are no spans.</summary>
    public static ShapedTrace? Of(TraceResult? trace, TraceExtent extent) =>
        trace is not null && WaterfallBuilder.Build(trace.Spans) is { } waterfall
            ? new ShapedTrace(trace, waterfall, extent, TraceWeight.Of(waterfall))
            : null;
}
