using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Live;
using Observe.UI.Shaping;
using Observe.UI.TraceCache;

namespace Observe.UI.Components.Pages.Trace;

/// <summary>One trace: where its time went, its spans, its logs. Read again while spans may still arrive.</summary>
public sealed partial class TracePage
{
    private const int MostLogs = 1_000;

    /// <summary>A trace whose newest span came longer ago than this is taken as settled.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>Searches that start from a span look this far around it.</summary>
    private static readonly TimeSpan AroundSpan = TimeSpan.FromMinutes(30);

    /// <summary>Messages of a trace are looked for in so much time after it.</summary>
    private static readonly TimeSpan Following = TimeSpan.FromHours(1);

    private QueryRunner _logQuery = null!;
    private QueryRunner _followQuery = null!;
    private QueryRunner _compareQuery = null!;
    private bool _isComparing;
    private IReadOnlyList<(string Title, TypicalTrace Trace)> _counterparts = [];
    private string _shownId = "";

    /// <summary>Shared with every page that shows it: what is folded or looked for is not in it.</summary>
    private ShapedTrace? _shaped;
    private IReadOnlyList<LogRecord> _logs = [];
    private ILookup<SpanId, LogRecord> _logsBySpan = Array.Empty<LogRecord>().ToLookup(log => log.SpanId);
    private IReadOnlyList<LinkingSpan> _followers = [];
    private string _openLog = "";

    /// <summary>Read from the address by <see cref="TracePageState"/>; named here because the route has it.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    public required ITraceReader Traces { get; init; }

    [Inject]
    public required SharedTraces Shared { get; init; }

    [Inject]
    public required ILogReader Logs { get; init; }

    [Inject]
    public required ITypicalTraceReader Typical { get; init; }

    protected override TimeSpan? LivePeriod => TimeSpan.FromSeconds(2);

    private bool IsTraceId => TraceId.TryParse(State.TraceId, out var id) && !id.IsEmpty;

    private TraceResult? Trace => _shaped?.Trace;

    private Waterfall? Waterfall => _shaped?.Waterfall;

    private string Title => Waterfall?.Root.Span.Name ?? "Trace";

    private bool IsArriving => Trace is not null
        && UnixTime.Nanoseconds(Time.GetUtcNow() - Settling) < Trace.LastReceivedUnixNanoseconds;

    private WaterfallNode? Selected => State.Span.IsEmpty
        ? null
        : Waterfall?.Nodes.FirstOrDefault(node => node.Span.SpanId == State.Span);

    private PageRange Around => Waterfall is not { } shown
        ? PageRange.Default
        : PageRange.Absolute(
            UnixTime.ToDateTimeOffset(shown.StartUnixNanoseconds) - AroundSpan,
            UnixTime.ToDateTimeOffset(shown.StartUnixNanoseconds + shown.DurationNanoseconds) + AroundSpan);

    protected override TracePageState? Parse(Uri address) => TracePageState.Parse(address);

    protected override void OnInitialized()
    {
        _logQuery = NewQuery();
        _followQuery = NewQuery();
        _compareQuery = NewQuery();
    }

    protected override Task LoadAsync(bool quiet)
    {
        if (_shownId != State.TraceId)
        {
            (_shownId, _shaped, _logs, _followers) = (State.TraceId, null, [], []);
            (_isComparing, _counterparts) = (false, []);
        }
        else if (IsSettled && (quiet || Query.Failure is null))
        {
            StateHasChanged();
            return Task.CompletedTask;
        }
        return TraceId.TryParse(State.TraceId, out var id) && !id.IsEmpty ? ReadAsync(id, quiet) : Task.CompletedTask;
    }

    /// <summary>Loaded, and nothing more is to be expected: opening a span or a tab must not read it again.</summary>
    private bool IsSettled => _shaped is not null && !IsArriving && _logQuery.Failure is null;

    private async Task ReadAsync(TraceId id, bool quiet)
    {
        await Task.WhenAll(
            Query.RunAsync(token => Shared.GetAsync(id, token), shaped => _shaped = shaped, quiet),
            _logQuery.RunAsync(token => Logs.ForTraceAsync(id, MostLogs, token), ShowLogs, quiet));
        if (!IsDrawing && _shownId == State.TraceId && Waterfall is { } shown)
        {
            var end = shown.StartUnixNanoseconds + shown.DurationNanoseconds;
            var range = new TimeRange(shown.StartUnixNanoseconds, end + (long)Following.TotalNanoseconds);
            await _followQuery.RunAsync(token => Traces.LinkedFromAsync(id, range, token), spans => _followers = spans, quiet: true);
        }
    }

    private void ShowLogs(IReadOnlyList<LogRecord> logs)
    {
        _logs = logs;
        _logsBySpan = logs.ToLookup(log => log.SpanId);
    }

    private Task ToggleCompareAsync()
    {
        _isComparing = !_isComparing;
        return _isComparing ? FindCounterpartsAsync() : Task.CompletedTask;
    }

    private Task FindCounterpartsAsync() => _shaped is var (trace, waterfall, _, _)
        ? _compareQuery.RunAsync(token => CounterpartsAsync(trace.TraceId, waterfall, token), found => _counterparts = found)
        : Task.CompletedTask;

    /// <summary>The typical trace of the same operation; of a cold one a warm one of the same function, of a warm one a cold one.</summary>
    private async Task<IReadOnlyList<(string Title, TypicalTrace Trace)>> CounterpartsAsync(TraceId id, Waterfall waterfall, CancellationToken cancellationToken)
    {
        var cold = TraceCounterparts.ColdService(waterfall);
        var typical = Typical.FindAsync(TraceCounterparts.Query(id, waterfall), cancellationToken);
        var opposite = Typical.FindAsync(TraceCounterparts.Query(id, waterfall, cold: cold is null), cancellationToken);
        return
        [
            .. new (string Title, TypicalTrace? Trace)[]
            {
                ("The typical trace", await typical),
                (cold is null ? "A cold one" : $"A warm one of {cold}", await opposite),
            }.Where(item => item.Trace is not null).Select(item => (item.Title, item.Trace!)),
        ];
    }

    private IReadOnlyList<LogRecord> LogsOf(WaterfallNode node) => [.. _logsBySpan[node.Span.SpanId]];

    private void Change(TracePageState state) => Go(state.ToUrl(), replace: true);

    private void ToggleLog(string id) => _openLog = _openLog == id ? "" : id;

    private string? On(TraceTab tab) => State.Tab == tab ? "on" : null;
}
