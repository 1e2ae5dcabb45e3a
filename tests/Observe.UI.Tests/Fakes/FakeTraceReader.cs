using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers from what a test gives it and keeps what it was asked.</summary>
public sealed class FakeTraceReader : ITraceReader
{
    public static readonly Scanned AllScanned = new(new TimeRange(0, 1), Complete: true, TimeSpan.FromMilliseconds(46));

    private readonly TaskCompletionSource<CancellationToken> _got = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<TraceListQuery> ListQueries { get; } = [];
    public int GetCalls { get; private set; }
    public int HistogramCalls { get; private set; }

    /// <summary>With what the first reading of a trace can be cancelled, once it has begun.</summary>
    public Task<CancellationToken> Got => _got.Task;

    public Func<TraceListQuery, Task<TraceListResult>> Find { get; set; } =
        _ => Task.FromResult(new TraceListResult([], null, AllScanned));

    public Func<Task<TraceHistogramResult>> Histogram { get; set; } =
        () => Task.FromResult(new TraceHistogramResult([], AllScanned));

    public IReadOnlyList<Facet> Facets { get; set; } = [];

    public Func<TraceId, Task<TraceResult?>> Get { get; set; } = _ => Task.FromResult<TraceResult?>(null);

    /// <summary>What is stored of a trace; when a test says nothing, what <see cref="Get"/> gives.</summary>
    public Func<TraceId, Task<TraceExtent?>>? Extent { get; set; }

    public IReadOnlyList<LinkingSpan> LinkedFrom { get; set; } = [];

    public Task<IReadOnlyList<LinkingSpan>> LinkedFromAsync(TraceId traceId, TimeRange range, CancellationToken cancellationToken) => Task.FromResult(LinkedFrom);

    public Task<TraceListResult> FindAsync(TraceListQuery query, CancellationToken cancellationToken)
    {
        ListQueries.Add(query);
        return Find(query);
    }

    public Task<TraceHistogramResult> HistogramAsync(TraceHistogramQuery query, CancellationToken cancellationToken)
    {
        HistogramCalls++;
        return Histogram();
    }

    public Task<TraceFacetsResult> FacetsAsync(TraceFacetsQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new TraceFacetsResult(Facets));

    public async Task<TraceExtent?> ExtentAsync(TraceId traceId, CancellationToken cancellationToken) =>
        Extent is { } extent ? await extent(traceId)
        : await Get(traceId) is { } trace ? new TraceExtent(trace.SpanCount, trace.LastReceivedUnixNanoseconds)
        : null;

    public Task<TraceResult?> GetAsync(TraceId traceId, CancellationToken cancellationToken)
    {
        GetCalls++;
        var answer = Get(traceId);
        _got.TrySetResult(cancellationToken);
        return answer;
    }
}
