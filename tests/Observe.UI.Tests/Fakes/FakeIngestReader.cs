using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers with one ingest state, or a failure.</summary>
public sealed class FakeIngestReader : IIngestReader
{
    public IngestResult Result { get; set; } = Some.NoIngest;

    public Exception? Failure { get; set; }

    public Task<IngestResult> GetAsync(TimeRange range, int buckets, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(Result) : Task.FromException<IngestResult>(Failure);

    public Task<bool> WaitUntilFreshAsync(TimeSpan limit, CancellationToken cancellationToken) => Task.FromResult(true);
}
