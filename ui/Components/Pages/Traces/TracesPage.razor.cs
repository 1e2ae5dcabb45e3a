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
    private SearchError? _error;
    private SearchExpression? _search;
    private TimeRange _range;
    private IReadOnlyList<TraceSummary> _traces = [];
    private string? _cursor;
    private Scanned? _scanned;
    private IReadOnlyList<Facet> _facets = [];
    private TraceHistogramResult? _histogram;
    private IngestResult? _ingest;

    [Inject]
    public required ITraceReader Traces { get; init; }

    [Inject]
    public required IIngestReader Ingest { get; init; }

    private bool IsFirstUse => _ingest is { LastEventUnixNanoseconds: 0 };

    private static PageRange LastDay { get; } = PageRange.Parse("now-24h", null);

    private string NothingMatched => State.Search.Length > 0
        ? "No span in this range matches the search."
        : "No trace was received in this range.";

    protected override TracesPageState? Parse(Uri address) => TracesPageState.Parse(address);

    protected override void OnInitialized() => _overview = NewQuery();

    protected override Task LoadAsync(bool quiet)
    {
        (_search, _error) = SearchParser.Parse(State.Search);
        if (_error is not null)
        {
            StateHasChanged();
            return Task.CompletedTask;
        }
        _range = State.Range.Resolve(Time);
        return Task.WhenAll(
            Query.RunAsync(FirstPageAsync, page => Show(page.Traces, page.Ingest, quiet), quiet),
            _overview.RunAsync(OverviewAsync, overview => (_histogram, _facets) = overview, quiet));
    }

    /// <summary>An empty list of everything asks further: was nothing ever sent, or only not in this range?</summary>
    private async Task<(TraceListResult Traces, IngestResult? Ingest)> FirstPageAsync(CancellationToken cancellationToken)
    {
        var result = await Traces.FindAsync(new TraceListQuery(_range, _search, PageSize), cancellationToken);
        var ingest = result.Traces.Count == 0 && _search is null
            ? await Ingest.GetAsync(TimeRange.Last(IngestSpan, Time), 1, cancellationToken)
            : null;
        return (result, ingest);
    }

    private async Task<(TraceHistogramResult, IReadOnlyList<Facet>)> OverviewAsync(CancellationToken cancellationToken)
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
        token => Traces.FindAsync(new TraceListQuery(_range, _search, PageSize, _cursor), token),
        result => (_traces, _cursor, _scanned) = ([.. _traces, .. result.Traces], result.NextCursor, result.Scanned));

    private void Search(string text) => Go((State with { Search = text }).ToUrl());

    private void Narrow(PageRange range) => Go((State with { Range = range }).ToUrl());
}
