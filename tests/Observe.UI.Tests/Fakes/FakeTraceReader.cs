using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers from what a test gives it and keeps what it was asked.</summary>
public sealed class FakeTraceReader : ITraceReader
{
    public static readonly Scanned AllScanned = new(new TimeRange(0, 1), Complete: true, TimeSpan.FromMilliseconds(46));

    public List<TraceListQuery> ListQueries { get; } = [];
    public int GetCalls { get; private set; }

    public Func<TraceListQuery, Task<TraceListResult>> Find { get; set; } =
        _ => Task.FromResult(new TraceListResult([], null, AllScanned));

    public Func<Task<TraceHistogramResult>> Histogram { get; set; } =
        () => Task.FromResult(new TraceHistogramResult([], AllScanned));

    public IReadOnlyList<Facet> Facets { get; set; } = [];

    public Func<TraceId, Task<TraceResult?>> Get { get; set; } = _ => Task.FromResult<TraceResult?>(null);

    public IReadOnlyList<LinkingSpan> LinkedFrom { get; set; } = [];

    public Task<IReadOnlyList<LinkingSpan>> LinkedFromAsync(TraceId traceId, TimeRange range, CancellationToken cancellationToken) => Task.FromResult(LinkedFrom);

    public Task<TraceListResult> FindAsync(TraceListQuery query, CancellationToken cancellationToken)
    {
        ListQueries.Add(query);
        return Find(query);
    }

    public Task<TraceHistogramResult> HistogramAsync(TraceHistogramQuery query, CancellationToken cancellationToken) => Histogram();

    public Task<TraceFacetsResult> FacetsAsync(TraceFacetsQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new TraceFacetsResult(Facets));

    public Task<TraceResult?> GetAsync(TraceId traceId, CancellationToken cancellationToken)
    {
        GetCalls++;
        return Get(traceId);
    }
}
