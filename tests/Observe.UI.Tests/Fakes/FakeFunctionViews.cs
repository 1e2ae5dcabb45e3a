using Observe.Functions.Async;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Stands for the store of one function: answers with what a test put in, or fails.</summary>
public sealed class FakeFunctionViews : IFunctionDetailReader, IInvocationReader, IRouteReader, IConcurrencyReader, IInstanceReader, IAsyncReader, ILostTelemetryReader, IAdviceEvidenceReader
{
    public FunctionFacts? Facts { get; set; }
    public FunctionDetail? Detail { get; set; }
    public ConcurrencyResult? Concurrency { get; set; }
    public WaitResult? Waits { get; set; }
    public RouteResult? Routes { get; set; }

    /// <summary>For what callers waited alone.</summary>
    public Exception? WaitsFailure { get; set; }

    public InstanceTimeline? Instances { get; set; }
    public long Unused { get; set; }
    public AsyncResult? Queues { get; set; }
    public LostTelemetryResult? Lost { get; set; }

    public AdviceEvidence Evidence { get; set; } = AdviceEvidence.None;

    /// <summary>All invocations, newest first; the pages of the list are cut from them.</summary>
    public IReadOnlyList<InvocationSummary> Invocations { get; set; } = [];

    public List<InvocationListQuery> Lists { get; } = [];

    /// <summary>What ended the reading of the list before all was looked through; null for nothing.</summary>
    public string? ListStoppedBy { get; set; }

    public Exception? Failure { get; set; }

    /// <summary>For the time before alone, which is asked for in one bucket.</summary>
    public Exception? BeforeFailure { get; set; }

    public Task<FunctionFacts?> FactsAsync(FunctionId function, CancellationToken cancellationToken) => Answer(Facts);

    public Task<FunctionDetail> GetAsync(FunctionDetailQuery query, CancellationToken cancellationToken) => query.Buckets == 1 && BeforeFailure is { } failure
        ? Task.FromException<FunctionDetail>(failure)
        : Answer(Detail ?? new FunctionDetail { Total = FunctionFigures.None, Series = [], Versions = [], Scanned = Whole(query.Range) });

    public Task<ConcurrencyResult> GetAsync(ConcurrencyQuery query, CancellationToken cancellationToken) => Answer(Concurrency ?? new ConcurrencyResult
    {
        Cells = [],
        Peak = 0,
        PeakUnixNanoseconds = null,
        Average = 0,
        AtLeast = [],
        Scanned = Whole(query.Range),
    });

    public Task<WaitResult> WaitsAsync(WaitQuery query, CancellationToken cancellationToken) => WaitsFailure is { } failure
        ? Task.FromException<WaitResult>(failure)
        : Answer(Waits ?? new WaitResult([], [], [], false, Whole(query.Range)));

    public Task<RouteResult> CompareAsync(RouteQuery query, CancellationToken cancellationToken) =>
        Answer(Routes ?? new RouteResult([], Whole(query.Range)));

    public Task<InstanceTimeline> TimelineAsync(InstanceQuery query, CancellationToken cancellationToken) =>
        Answer(Instances ?? new InstanceTimeline(query.Range, [], 0, 0));

    public Task<long> UnusedAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken) => Answer(Unused);

    public Task<AsyncMessages> MessagesAsync(AsyncQuery query, CancellationToken cancellationToken) => Answer(new AsyncMessages(Queues?.Messages ?? [], false));

    public Task<AsyncResult> GetAsync(AsyncQuery query, CancellationToken cancellationToken) => Answer(Queues ?? new AsyncResult
    {
        Messages = [],
        Lag = QueueLag.Of([]),
        Redeliveries = [],
        Attempts = [],
        Recursions = [],
        IsNewestOnly = false,
    });

    public Task<LostTelemetryResult> GetAsync(LostTelemetryQuery query, CancellationToken cancellationToken) =>
        Answer(Lost ?? new LostTelemetryResult([], Whole(query.Range)));

    public Task<AdviceEvidence> GetAsync(AdviceQuery query, CancellationToken cancellationToken) => Answer(Evidence);

    public Task<InvocationListResult> FindAsync(InvocationListQuery query, CancellationToken cancellationToken)
    {
        Lists.Add(query);
        var from = query.Cursor is null ? 0 : int.Parse(query.Cursor, System.Globalization.CultureInfo.InvariantCulture);
        var fitting = Invocations
            .Where(item => query.Outcomes.Count == 0 || query.Outcomes.Contains(item.Outcome))
            .Where(item => query.InitClasses.Count == 0 || query.InitClasses.Contains(item.InitClass))
            .Where(item => query.Instance is null || query.Instance == item.Instance)
            .ToArray();
        var end = Math.Min(fitting.Length, from + query.Limit);
        return Answer(new InvocationListResult(fitting[from..end], end < fitting.Length ? $"{end}" : null, Whole(query.Range) with { Complete = ListStoppedBy is null, StoppedBy = ListStoppedBy }));
    }

    private Task<T> Answer<T>(T value) => Failure is null ? Task.FromResult(value) : Task.FromException<T>(Failure);

    private static Scanned Whole(TimeRange range) => new(range, true, TimeSpan.FromMilliseconds(9));
}
