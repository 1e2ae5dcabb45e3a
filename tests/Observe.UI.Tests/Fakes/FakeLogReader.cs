using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers from what a test gives it and keeps what it was asked.</summary>
public sealed class FakeLogReader : ILogReader
{
    public List<LogListQuery> ListQueries { get; } = [];

    public Func<LogListQuery, Task<LogListResult>> Find { get; set; } =
        _ => Task.FromResult(new LogListResult([], null, FakeTraceReader.AllScanned));

    public Func<Task<IReadOnlyList<LogRecord>>> OfTrace { get; set; } = () => Task.FromResult<IReadOnlyList<LogRecord>>([]);

    public IReadOnlyList<LogHistogramBucket> Buckets { get; set; } = [];

    public Task<LogListResult> FindAsync(LogListQuery query, CancellationToken cancellationToken)
    {
        ListQueries.Add(query);
        return Find(query);
    }

    public Task<LogHistogramResult> HistogramAsync(LogHistogramQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new LogHistogramResult(Buckets, FakeTraceReader.AllScanned));

    public Task<IReadOnlyList<LogRecord>> ForTraceAsync(TraceId traceId, int limit, CancellationToken cancellationToken) => OfTrace();
}
