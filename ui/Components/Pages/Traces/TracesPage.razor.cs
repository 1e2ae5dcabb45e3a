using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.UI.Addresses;
using Observe.UI.Live;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Traces;

/// <summary>The list of traces with the facets and the chart of the same search.</summary>
public sealed partial class TracesPage
{
    private const int PageSize = 50;
    private const int MostRows = 1_000;
    private const int ChartBuckets = 60;

    /// <summary>How far back to ask whether anything was ever received.</summary>
    private static readonly TimeSpan IngestSpan = TimeSpan.FromDays(1);

    private QueryRunner _overview = null!;
    private QueryRunner _heat = null!;
    private QueryRunner _different = null!;
    private SearchError? _error;
    private SearchExpression? _search;
    private TimeRange _range;
    private TimeRange _histogramRange;
    private TimeRange _heatmapRange;
    private IReadOnlyList<TraceSummary> _traces = [];
    private string? _cursor;
    private Scanned? _scanned;
    private IReadOnlyList<Facet> _facets = [];
    private TraceHistogramResult? _histogram;
    private HeatmapResult? _heatmap;
    private SpanSelection? _selection;
    private TracesPageState? _compared;
    private DifferencesResult? _differences;
    private IngestResult? _ingest;

    [Inject]
    public required ITraceReader Traces { get; init; }

    [Inject]
    public required IHeatmapReader Heatmaps { get; init; }

    [Inject]
    public required IIngestReader Ingest { get; init; }

    /// <summary>Of a selection only what the range shows counts.</summary>
    private PageRange ListedRange => _selection is { Range: var part }
        ? PageRange.Absolute(UnixTime.ToDateTimeOffset(part.FromUnixNanoseconds), UnixTime.ToDateTimeOffset(part.ToUnixNanoseconds))
        : State.Range;

    private bool IsFirstUse => _ingest is { LastEventUnixNanoseconds: 0 };

    private static PageRange LastDay { get; } = PageRange.Parse("now-24h", null);

    private string NothingMatched => State.Search.Length > 0
        ? "No span in this range matches the search."
        : "No trace was received in this range.";

    protected override TracesPageState? Parse(Uri address) => TracesPageState.Parse(address);

    protected override void OnInitialized()
    {
        _overview = NewQuery();
        _heat = NewQuery();
        _different = NewQuery();
    }

    protected override Task LoadAsync(bool quiet)
    {
        (_search, _error) = SearchParser.Parse(State.Search);
        if (_error is not null)
        {
            StateHasChanged();
            return Task.CompletedTask;
        }
        _range = State.Range.Resolve(Time);
        _selection = State.Selection?.Resolve(Time).Within(_range);
        if (_compared != State)
        {
            (_compared, _differences) = (State, null);
            _different.Stop();
        }
        _overview.Stop();
        _heat.Stop();
        return RowsFirstAsync(
            () => State.IsTail ? Task.CompletedTask : Query.RunAsync(FirstPageAsync, page => Show(page.Traces, page.Ingest, quiet), quiet),
            () => Task.WhenAll(
                LoadOverviewAsync(quiet),
                IsDrawing ? Task.CompletedTask : LoadHeatmapAsync(quiet)));
    }

    /// <summary>Each chart is drawn over the range that it was read for: until the next one is there, nothing of it moves.</summary>
    private Task LoadOverviewAsync(bool quiet)
    {
        var range = _range;
        return _overview.RunAsync(OverviewAsync, overview => (_histogram, _facets, _histogramRange) = (overview.Histogram, overview.Facets, range), quiet);
    }

    /// <summary>What was compared stays: a selection is of a time that has passed, and nobody wants to see its findings change while they read.</summary>
    private Task LoadHeatmapAsync(bool quiet)
    {
        var range = _range;
        return Task.WhenAll(
            _heat.RunAsync(
                token => Heatmaps.HeatmapAsync(new HeatmapQuery(range, _search, ChartBuckets), token), heatmap => (_heatmap, _heatmapRange) = (heatmap, range), quiet),
            _selection is { } selection && _differences is null
                ? _different.RunAsync(token => Heatmaps.DifferencesAsync(new DifferencesQuery(range, _search, selection), token), result => _differences = result)
                : Task.CompletedTask);
    }

    /// <summary>An empty list of everything asks further: was nothing ever sent, or only not in this range?</summary>
    private async Task<(TraceListResult Traces, IngestResult? Ingest)> FirstPageAsync(CancellationToken cancellationToken)
    {
        var result = await Traces.FindAsync(ListQuery(null), cancellationToken);
        var ingest = result.Traces.Count == 0 && _search is null && _selection is null
            ? await Ingest.GetAsync(TimeRange.Last(IngestSpan, Time), 1, cancellationToken)
            : null;
        return (result, ingest);
    }

    private async Task<(TraceHistogramResult Histogram, IReadOnlyList<Facet> Facets)> OverviewAsync(CancellationToken cancellationToken)
    {
        var histogram = Traces.HistogramAsync(new TraceHistogramQuery(_range, _search, ChartBuckets), cancellationToken);
        var facets = Traces.FacetsAsync(new TraceFacetsQuery(_range, _search), cancellationToken);
        return (await histogram, (await facets).Facets);
    }

    private void Show(TraceListResult result, IngestResult? ingest, bool quiet)
    {
        _ingest = ingest;
        _scanned = result.Scanned;
        if (quiet && _traces.Count > PageSize && ListMerge.Of(result.Traces, _traces, trace => trace.TraceId, MostRows) is { } merged)
        {
            _traces = merged;
            return;
        }
        (_traces, _cursor) = (result.Traces, result.NextCursor);
    }

    private Task MoreAsync() => Query.RunAsync(
        token => Traces.FindAsync(ListQuery(_cursor), token),
        result => (_traces, _cursor, _scanned) = ([.. _traces, .. result.Traces], result.NextCursor, result.Scanned));

    private TraceListQuery ListQuery(string? cursor) => _selection is { } selection
        ? new TraceListQuery(selection.Range, selection.Narrow(_search), PageSize, cursor)
        : new TraceListQuery(_range, _search, PageSize, cursor);

    private string? On(bool isTail) => State.IsTail == isTail ? "on" : null;

    private static Task<TailResult<TraceSummary>> ReadTailAsync(
        ITailReader tails, TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken) =>
        tails.TracesAsync(position, search, most, cancellationToken);

    private void Search(string text) => Go((State with { Search = text }).ToUrl());

    private void Narrow(PageRange range) => Go((State with { Range = range, Selection = null }).ToUrl());

    private void Select(TraceSelection? selection) => Go((State with { Selection = selection }).ToUrl());

    private void NarrowToSelection() =>
        Go(new TracesPageState(_selection!.Narrow(_search).ToString(), ListedRange).ToUrl());

    private void ExcludeSelection() => Go(new TracesPageState(_selection!.Exclude(_search).ToString(), State.Range).ToUrl());

    private void AddCondition(SearchExpression condition) =>
        Search(new AndExpression(_search ?? SpanSelection.Roots, condition).ToString());
}
