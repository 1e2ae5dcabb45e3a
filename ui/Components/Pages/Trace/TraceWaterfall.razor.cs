using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Trace;

/// <summary>The spans as rows over one time axis, with search, folding and a small picture of the whole.</summary>
public sealed partial class TraceWaterfall
{
    private readonly HashSet<SpanId> _folded = [];
    private IList<WaterfallRow> _rows = [];
    private IReadOnlyList<TraceMinimapMark> _minimap = [];
    private Waterfall? _measured;
    private WaterfallRows? _filtered;

    [Parameter, EditorRequired]
    public required Waterfall Waterfall { get; set; }

    /// <summary>Spans of the trace that the waterfall does not have, because one page takes no more.</summary>
    [Parameter]
    public long NotHere { get; set; }

    [Parameter, EditorRequired]
    public required TracePageState State { get; set; }

    /// <summary>The search or the filter was changed.</summary>
    [Parameter]
    public EventCallback<TracePageState> OnState { get; set; }

    private WaterfallScale Scale { get; set; } = new(0);

    private string These => NotHere > 0 ? $"the earliest {Waterfall.Nodes.Count:N0}" : "this trace";

    /// <summary>The lines of the axis, drawn once behind all rows.</summary>
    private string GridStyle => $"--ticks:{Scale.Ticks.Count - 1};--step:{Scale.Css(Scale.Ticks[1])}";

    protected override void OnParametersSet()
    {
        var filter = new WaterfallRows(State.Find, State.ErrorsOnly);
        if (_measured == Waterfall && _filtered == filter)
        {
            return;
        }
        if (_measured != Waterfall)
        {
            _measured = Waterfall;
            Scale = new WaterfallScale(Waterfall.DurationNanoseconds);
            _minimap = TraceMinimap.Of(Waterfall);
        }
        _filtered = filter;
        ShowRows();
    }

    private void Fold(SpanId span)
    {
        if (!_folded.Add(span))
        {
            _folded.Remove(span);
        }
        ShowRows();
    }

    /// <summary>Folded: only the top and what stands directly below it.</summary>
    private void ToggleAll()
    {
        if (_folded.Count > 0)
        {
            _folded.Clear();
        }
        else
        {
            _folded.UnionWith(Waterfall.Nodes.Where(node => node.Depth > 0 && node.HasChildren).Select(node => node.Span.SpanId));
        }
        ShowRows();
    }

    private void ShowRows() => _rows = new WaterfallRows(State.Find, State.ErrorsOnly).Of(Waterfall, _folded);
}
