using Observe.Storage.Retention;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers with one state of the store, or a failure.</summary>
public sealed class FakeStorageReader : IStorageReader
{
    public StorageUsage Usage { get; set; } = new(
        [
            new TableUsage("spans", 12_400_000, 868_000_000, Days(14, 62_000_000), 14),
            new TableUsage("logs", 3_100_000, 210_000_000, Days(7, 30_000_000), 7),
            new TableUsage("api_keys", 3, 4_096, [], null),
        ],
        40_000_000_000, 100_000_000_000);

    public Exception? Failure { get; set; }

    /// <summary>Holds the answer back until it completes.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public async Task<StorageUsage> GetAsync(CancellationToken cancellationToken)
    {
        await (Gate?.Task ?? Task.CompletedTask).WaitAsync(cancellationToken);
        return Failure is null ? Usage : throw Failure;
    }

    private static DayUsage[] Days(int count, long bytes) =>
        [.. Enumerable.Range(0, count).Select(i => new DayUsage(DateOnly.FromDateTime(Some.Now.UtcDateTime).AddDays(i - count + 1), 880_000, bytes))];
}
