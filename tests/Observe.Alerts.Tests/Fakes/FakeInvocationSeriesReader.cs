using System.Collections.Concurrent;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>Counts invocations that a test made up, as the real reader counts stored ones. Their durations and how many ran are taken from the time at which they start.</summary>
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
                IdOf(group.Key.Function), group.Key.Function, group.Key.Bucket,
                group.Count(), group.Count(item => item.IsFailure), 0, 0, 0, 0, 0))]);
    }

    public IEnumerable<(string Function, DateTimeOffset At, bool IsFailure)> In(TimeRange range) => Invocations.Where(
        item => UnixTime.Nanoseconds(item.At) >= range.FromUnixNanoseconds && UnixTime.Nanoseconds(item.At) < range.ToUnixNanoseconds);

    public Task<IReadOnlyList<InvocationDurations>> DurationsAsync(InvocationSeriesQuery query, BucketWindows windows, CancellationToken cancellationToken)
    {
        var found = Buckets(query).ToList();
        return Task.FromResult<IReadOnlyList<InvocationDurations>>(
            [.. Enumerable.Range(0, windows.Count).SelectMany(i => found
                .Where(item => item.Bucket >= i * windows.StepBuckets && item.Bucket < (i * windows.StepBuckets) + windows.WindowBuckets)
                .GroupBy(item => item.Function)
                .Select(same => new InvocationDurations(IdOf(same.Key), i, 0, same.Max(item => DurationOf(item.At)), 0)))]);
    }

    public Task<IReadOnlyList<InvocationPeak>> PeaksAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<InvocationPeak>>(
        [.. Buckets(query).GroupBy(item => (item.Function, item.Bucket)).OrderBy(same => same.Key.Bucket)
            .Select(same => new InvocationPeak(IdOf(same.Key.Function), same.Key.Bucket, same.Max(item => RunningAt(item.At))))]);

    public Task<IReadOnlyList<InvocationSpend>> SpendAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<InvocationSpend>>(
        [.. Buckets(query).GroupBy(item => (item.Function, item.Bucket)).OrderBy(same => same.Key.Bucket)
            .Select(same => new InvocationSpend(IdOf(same.Key.Function), same.Key.Bucket, same.Count() * Price))]);

    public const decimal Price = 0.01m;

    public static long DurationOf(DateTimeOffset at) => UnixTime.Nanoseconds(at) % 5_000_000_000;

    public static int RunningAt(DateTimeOffset at) => at.Millisecond % 20;

    private static ulong IdOf(string function) => (ulong)function.GetHashCode(StringComparison.Ordinal);

    private IEnumerable<(string Function, DateTimeOffset At, int Bucket)> Buckets(InvocationSeriesQuery query) => In(query.Range)
        .Where(item => query.FunctionName is null || item.Function == query.FunctionName)
        .Select(item => (item.Function, item.At, (int)((UnixTime.Nanoseconds(item.At) - query.Range.FromUnixNanoseconds) / query.Width!.Value)));

    /// <summary>By what a failure was caused.</summary>
    public Func<string, DateTimeOffset, string> CauseOf { get; set; } = (_, _) => "";

    public static readonly TraceId FailedTrace = new(1, 2);

    public Task<IReadOnlyList<InvocationCauses>> CausesAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<InvocationCauses>>(
        [.. In(query.Range)
            .Where(item => query.FunctionName is null || item.Function == query.FunctionName)
            .SelectMany(item => new[] { "", item.IsFailure ? CauseOf(item.Function, item.At) : "" }.Distinct().Select(cause => (item.Function, item.At, Cause: cause)))
            .Select(item => (item.Function, item.At, item.Cause, Bucket: query.Width is { } width ? (int)((UnixTime.Nanoseconds(item.At) - query.Range.FromUnixNanoseconds) / width) : 0))
            .GroupBy(item => (item.Function, item.Cause, item.Bucket)).OrderBy(same => same.Key.Bucket)
            .Select(same => new InvocationCauses(
                same.Key.Function, same.Key.Cause, same.Key.Bucket, same.Key.Cause.Length > 0 ? same.Count() : 0, UnixTime.Nanoseconds(same.Min(item => item.At))))]);

    /// <summary>The range of each reading of traces.</summary>
    public ConcurrentQueue<TimeRange> TracesRead { get; } = new();

    public Task<IReadOnlyList<FailedTraces>> FailedTracesAsync(TimeRange range, int most, CancellationToken cancellationToken)
    {
        TracesRead.Enqueue(range);
        return Task.FromResult<IReadOnlyList<FailedTraces>>(
            [.. In(range).Where(item => item.IsFailure).GroupBy(item => (item.Function, Cause: CauseOf(item.Function, item.At)))
                .Select(same => new FailedTraces(same.Key.Function, same.Key.Cause, [FailedTrace]))]);
    }

    public Task<long> CountRecordsAsync(TimeRange range, string? functionName, CancellationToken cancellationToken) => Task.FromResult(Records);
}
