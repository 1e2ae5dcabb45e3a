using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.UI.Addresses;
using Observe.UI.Components.Controls;
using Observe.UI.Live;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Logs;

/// <summary>Log lines, newest first, over a chart of their severities.</summary>
public sealed partial class LogsPage
{
    private const int PageSize = 100;
    private const int MostRows = 1_000;
    private const int ChartBuckets = 120;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private QueryRunner _overview = null!;
    private QueryRunner _patternQuery = null!;
    private LogPatternsResult? _patterns;
    private LogsPageState? _loaded;
    private SearchError? _error;
    private SearchExpression? _search;
    private IReadOnlyList<string> _words = [];
    private TimeRange _range;
    private TimeRange _histogramRange;
    private IReadOnlyList<LogRecord> _logs = [];
    private string? _cursor;
    private Scanned? _scanned;
    private LogHistogramResult? _histogram;

    [Inject]
    public required ILogReader Logs { get; init; }

    [Inject]
    public required ILogPatternReader Patterns { get; init; }

    private static PageRange LastDay { get; } = PageRange.Parse("now-24h", null);

    /// <summary>From the chart, which counts them all; the list holds only a page of them.</summary>
    private long? Total => _histogram is { Scanned.Complete: true } ? _histogram.Buckets.Sum(bucket => bucket.Count) : null;

    protected override LogsPageState? Parse(Uri address) => LogsPageState.Parse(address);

    protected override void OnInitialized()
    {
        _overview = NewQuery();
        _patternQuery = NewQuery();
    }

    protected override Task LoadAsync(bool quiet)
    {
        if (!quiet && Query.Failure is null && _loaded is not null && _loaded with { Open = State.Open } == State && _loaded != State)
        {
            _loaded = State;
            StateHasChanged();
            return Task.CompletedTask;
        }
        _loaded = State;
        (_search, _error) = SearchParser.Parse(State.Search);
        _words = QueryWords.Of(State.Search);
        if (_error is not null)
        {
            StateHasChanged();
            return Task.CompletedTask;
        }
        _range = State.Range.Resolve(Time);
        if (State.View != LogsView.Lines && quiet)
        {
            // A tail reads by itself, and who reads a table of patterns does not want it to change under their eyes.
            return Task.CompletedTask;
        }
        _overview.Stop();
        var range = _range;
        return RowsFirstAsync(
            () => State.View == LogsView.Tail ? Task.CompletedTask
                : State.View == LogsView.Patterns ? _patternQuery.RunAsync(token => Patterns.FindAsync(new LogPatternsQuery(_range, _search), token), result => _patterns = result)
                : Query.RunAsync(token => Logs.FindAsync(new LogListQuery(_range, _search, PageSize), token), result => Show(result, quiet), quiet),
            () => _overview.RunAsync(
                token => Logs.HistogramAsync(new LogHistogramQuery(range, _search, ChartBuckets), token), result => (_histogram, _histogramRange) = (result, range), quiet));
    }

    private void Show(LogListResult result, bool quiet)
    {
        _scanned = result.Scanned;
        if (quiet && _logs.Count > PageSize && ListMerge.Of(result.Logs, _logs, log => log.Id, MostRows) is { } merged)
        {
            _logs = merged;
            return;
        }
        (_logs, _cursor) = (result.Logs, result.NextCursor);
    }

    private Task MoreAsync() => Query.RunAsync(
        token => Logs.FindAsync(new LogListQuery(_range, _search, PageSize, _cursor), token),
        result => (_logs, _cursor, _scanned) = ([.. _logs, .. result.Logs], result.NextCursor, result.Scanned));

    private void Toggle(string id) => Go((State with { Open = State.Open == id ? "" : id }).ToUrl(), replace: true);

    private string? On(LogsView view) => State.View == view ? "on" : null;

    private static Task<TailResult<LogRecord>> ReadTailAsync(
        ITailReader tails, TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken) =>
        tails.LogsAsync(position, search, most, cancellationToken);

    private void Search(string text) => Go((State with { Search = text, Open = "" }).ToUrl());

    private void Narrow(EChart.ChartBrush brush)
    {
        var from = (long)brush.From * NanosecondsPerMillisecond;
        var to = (long)brush.To * NanosecondsPerMillisecond;
        if (to - from >= NanosecondsPerMillisecond)
        {
            Go((State with { Range = PageRange.Absolute(UnixTime.ToDateTimeOffset(from), UnixTime.ToDateTimeOffset(to)) }).ToUrl());
        }
    }
}
