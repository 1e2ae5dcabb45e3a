using Observe.Functions.Invocations;
using Observe.Functions.Kinds;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Retention;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.Server.Tests.Fakes;

public sealed class FakeTraceReader : ITraceReader
{
    public TraceListResult List { get; set; } = new([], null, Some.Scanned);
    public TraceResult? Trace { get; set; }
    public TraceResult? Other { get; set; }
    public TraceListQuery? Asked { get; private set; }
    public TraceHistogramQuery? AskedHistogram { get; private set; }
    public Exception? Failure { get; set; }

    public Task<TraceListResult> FindAsync(TraceListQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return Failure is null ? Task.FromResult(List) : Task.FromException<TraceListResult>(Failure);
    }

    public Task<TraceHistogramResult> HistogramAsync(TraceHistogramQuery query, CancellationToken cancellationToken)
    {
        AskedHistogram = query;
        return Task.FromResult(new TraceHistogramResult([new(Some.Start, 5, 1, 10, 20, 30)], Some.Scanned));
    }

    public Task<TraceFacetsResult> FacetsAsync(TraceFacetsQuery query, CancellationToken cancellationToken) => Task.FromResult(
        new TraceFacetsResult([new("status", [new("error", 1)]), new("service", [new("checkout", 7), new("payments", 3)])]));

    public Task<TraceResult?> GetAsync(TraceId traceId, CancellationToken cancellationToken) =>
        Task.FromResult(Trace?.TraceId == traceId ? Trace : Other?.TraceId == traceId ? Other : null);

    public async Task<TraceExtent?> ExtentAsync(TraceId traceId, CancellationToken cancellationToken) =>
        await GetAsync(traceId, cancellationToken) is { } trace ? new TraceExtent(trace.SpanCount, trace.LastReceivedUnixNanoseconds) : null;

    public Task<IReadOnlyList<LinkingSpan>> LinkedFromAsync(TraceId traceId, TimeRange range, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LinkingSpan>>(
            [new(new TraceId(7, 8), new SpanId(9), "fulfilment", "process orders", range.FromUnixNanoseconds, 5_000, true, new SpanId(1))]);
}

public sealed class FakeTypicalTraceReader : ITypicalTraceReader
{
    public TypicalTrace? Found { get; set; }
    public TypicalTraceQuery? Asked { get; private set; }

    public Task<TypicalTrace?> FindAsync(TypicalTraceQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return Task.FromResult(Found);
    }
}

public sealed class FakeLogReader : ILogReader
{
    public IReadOnlyList<LogRecord> Records { get; set; } = [];

    public Task<LogListResult> FindAsync(LogListQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new LogListResult(Records, null, Some.Scanned));

    public Task<LogHistogramResult> HistogramAsync(LogHistogramQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new LogHistogramResult([new(Some.Start, 9, 2, 1)], Some.Scanned));

    public Task<IReadOnlyList<LogRecord>> ForTraceAsync(TraceId traceId, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LogRecord>>([.. Records.Where(record => record.TraceId == traceId)]);
}

public sealed class FakeLogPatternReader : ILogPatternReader, ILogContextReader
{
    public LogPatternsQuery? Asked { get; private set; }
    public LogContextQuery? AskedContext { get; private set; }
    public LogContextResult? Context { get; set; }

    public Task<LogPatternsResult> FindAsync(LogPatternsQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return Task.FromResult(new LogPatternsResult(
            [new("paid <*>", new TextExpression("paid"), 3, 1, 0, Some.Start, Some.Start + 1, ["payments"], "paid 7"), new("rare", new TextExpression("rare"), 1, 0, 0, Some.Start, Some.Start, [], "rare")],
            5, 1, Some.Scanned));
    }

    public Task<LogContextResult?> ReadAsync(LogContextQuery query, CancellationToken cancellationToken)
    {
        AskedContext = query;
        return Task.FromResult(Context);
    }
}

public sealed class FakeTailReader : ITailReader
{
    public System.Collections.Concurrent.ConcurrentQueue<TailResult<LogRecord>> Logs { get; } = new();
    public SearchExpression? Asked { get; private set; }

    public Task<TailPosition> BeginAsync(SearchTarget target, CancellationToken cancellationToken) => Task.FromResult(new TailPosition());

    public Task<TailResult<LogRecord>> LogsAsync(TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken)
    {
        Asked = search;
        return Task.FromResult(Logs.TryDequeue(out var result) ? result : new([], 0));
    }

    public Task<TailResult<TraceSummary>> TracesAsync(TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken) =>
        Task.FromResult(new TailResult<TraceSummary>([], 0));
}

public sealed class FakeFunctionReader : IFunctionReader
{
    public IReadOnlyList<FunctionSummary> Functions { get; set; } = [];

    public Task<FunctionListResult> ListAsync(FunctionListQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new FunctionListResult(Functions, Some.Scanned));

    public Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new InvocationWindowResult(0, 0, []));
}

public sealed class FakeFunctionDetailReader : IFunctionDetailReader, IConcurrencyReader, IAdviceEvidenceReader
{
    public FunctionFacts? Facts { get; set; }
    public FunctionDetail? Detail { get; set; }
    public int Peak { get; set; }
    public AdviceEvidence Evidence { get; set; } = AdviceEvidence.None;

    public Task<ConcurrencyResult> GetAsync(ConcurrencyQuery query, CancellationToken cancellationToken) => Task.FromResult(
        new ConcurrencyResult { Cells = [], Peak = Peak, PeakUnixNanoseconds = null, Average = 0, AtLeast = [], Scanned = new(query.Range, true, default) });

    public Task<AdviceEvidence> GetAsync(AdviceQuery query, CancellationToken cancellationToken) => Task.FromResult(Evidence);

    public Task<FunctionFacts?> FactsAsync(FunctionId function, CancellationToken cancellationToken) => Task.FromResult(Facts);

    public Task<FunctionDetail> GetAsync(FunctionDetailQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(Detail ?? new FunctionDetail { Total = FunctionFigures.None, Series = [], Versions = [], Scanned = Some.Scanned });
}

public sealed class FakeServiceMapReader : IServiceMapReader
{
    public ServiceMapQuery? Asked { get; private set; }

    public Task<ServiceMap> GetAsync(ServiceMapQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return Task.FromResult(new ServiceMap(
            [
                new("payments", new(NodeKind.Function, "payments", "AWS Lambda"), 7, 1, 10, 20, 30), new("checkout", new(NodeKind.Service, "checkout"), 0, 0, 0, 0, 0),
                new("queue:SQS:orders", new(NodeKind.Queue, "orders", "SQS", Inferred: true), 2, 0, 3, 4, 5),
            ],
            [new("checkout", "payments", SpanKind.Server, 5, 1, 11, 21, 31, Unanswered: 2), new("checkout", "queue:SQS:orders", SpanKind.Producer, 2, 0, 3, 4, 5)],
            Some.Scanned));
    }
}

public sealed class FakeServiceReader : IServiceReader
{
    public ServiceListQuery? Asked { get; private set; }
    public string? AskedService { get; private set; }

    private static RequestFigures Figures => new(8, 2, 10, 20, 30, [new(Some.Start, 8, 2, 20)]);

    public Task<ServiceListResult> ListAsync(ServiceListQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return Task.FromResult(new ServiceListResult([new("payments", Figures, ["payments"], ["42"])], Some.Scanned));
    }

    public Task<OperationListResult> OperationsAsync(string service, ServiceListQuery query, CancellationToken cancellationToken)
    {
        (AskedService, Asked) = (service, query);
        return Task.FromResult(new OperationListResult([new("POST /charge", SpanKind.Server, Figures)], Some.Scanned));
    }
}

public sealed class FakeMetricReader : IMetricReader
{
    public MetricResult? Metric { get; set; }
    public MetricQuery? Asked { get; private set; }

    public Task<MetricResult?> GetAsync(MetricQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return Task.FromResult(Metric);
    }
}

public sealed class FakeIngestReader : IIngestReader
{
    public bool Fresh { get; set; } = true;
    public TimeSpan? Waited { get; private set; }

    public Task<IngestResult> GetAsync(TimeRange range, int buckets, CancellationToken cancellationToken) => Task.FromResult(
        new IngestResult(
            [new("spans", 10, 7, 1, 1, new Dictionary<string, long> { ["bad_trace_id"] = 1 })],
            new Dictionary<string, long> { ["no_key"] = 2 }, 4096, Some.Start, 1, [])
        {
            AttributeKeysLeftOut = new Dictionary<string, long> { ["spans"] = 3 },
        });

    public Task<bool> WaitUntilFreshAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Waited = limit;
        return Task.FromResult(Fresh);
    }
}

public sealed class FakeStorageReader : IStorageReader
{
    public StorageUsage Usage { get; set; } = new([], 0, 0);

    public Task<StorageUsage> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Usage);
}

public sealed class FakeAttributeReader : IAttributeReader
{
    public AttributeNamesQuery? AskedNames { get; private set; }
    public AttributeValuesQuery? AskedValues { get; private set; }

    public Task<IReadOnlyList<AttributeName>> NamesAsync(AttributeNamesQuery query, CancellationToken cancellationToken)
    {
        AskedNames = query;
        return Task.FromResult<IReadOnlyList<AttributeName>>([new(new("host.name", SearchScope.Resource), "resource")]);
    }

    public Task<IReadOnlyList<string>> ValuesAsync(AttributeValuesQuery query, CancellationToken cancellationToken)
    {
        AskedValues = query;
        return Task.FromResult<IReadOnlyList<string>>(["h-1", "h-2"]);
    }
}

public sealed class FakeHeatmapReader : IHeatmapReader
{
    public HeatmapQuery? Asked { get; private set; }
    public DifferencesQuery? AskedDifferences { get; private set; }

    public Task<HeatmapResult> HeatmapAsync(HeatmapQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return Task.FromResult(new HeatmapResult(Some.Start, 1_000, 2, [new(1, 40, 5, 1), new(0, 44, 7, 0)], Some.Scanned));
    }

    public Task<DifferencesResult> DifferencesAsync(DifferencesQuery query, CancellationToken cancellationToken)
    {
        AskedDifferences = query;
        return Task.FromResult(new DifferencesResult(200, 30_000, 200, 4_998,
            [new(new SearchField("payments.provider"), [new SearchField("version")], [new("north pay", null, null, 0.97, 0.26), new(null, null, null, 0, 0.3)], 4)]));
    }
}
