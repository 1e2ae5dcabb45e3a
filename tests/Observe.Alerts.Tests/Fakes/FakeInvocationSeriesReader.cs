using System.Collections.Concurrent;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>Counts invocations that a test made up, as the real reader counts stored ones. Durations, peaks and costs it has none.</summary>
internal sealed class FakeInvocationSeriesReader : IInvocationSeriesReader
{
    public ConcurrentQueue<InvocationSeriesQuery> Asked { get; } = new();

    /// <summary>What was invoked, when, and whether it failed.</summary>
    public List<(string Function, DateTimeOffset At, bool IsFailure)> Invocations { get; } = [];

    /// <summary>How many records there are said to be.</summary>
    public long Records { get; set; }

    public Task<IReadOnlyList<InvocationCounts>> CountsAsync(InvocationSeriesQuery query, CancellationToken cancellationToken)
    {
        Asked.Enqueue(query);
        var found = In(query.Range)
            .Where(item => query.FunctionName is null || item.Function == query.FunctionName)
            .GroupBy(item => (item.Function, Bucket: query.Width is { } width ? (int)((UnixTime.Nanoseconds(item.At) - query.Range.FromUnixNanoseconds) / width) : 0));
        return Task.FromResult<IReadOnlyList<InvocationCounts>>(
            [.. found.OrderBy(group => group.Key.Bucket).Select(group => new InvocationCounts(
                (ulong)group.Key.Function.GetHashCode(StringComparison.Ordinal), group.Key.Function, group.Key.Bucket,
                group.Count(), group.Count(item => item.IsFailure), 0, 0, 0, 0, 0))]);
    }

    public IEnumerable<(string Function, DateTimeOffset At, bool IsFailure)> In(TimeRange range) => Invocations.Where(
        item => UnixTime.Nanoseconds(item.At) >= range.FromUnixNanoseconds && UnixTime.Nanoseconds(item.At) < range.ToUnixNanoseconds);

    public Task<IReadOnlyList<InvocationDurations>> DurationsAsync(InvocationSeriesQuery query, BucketWindows windows, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<InvocationPeak>> PeaksAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<InvocationSpend>> SpendAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<long> CountRecordsAsync(TimeRange range, string? functionName, CancellationToken cancellationToken) => Task.FromResult(Records);
}
