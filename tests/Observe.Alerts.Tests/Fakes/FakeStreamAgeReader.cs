using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>Points of the metric that a test made up.</summary>
internal sealed class FakeStreamAgeReader : IStreamAgeReader
{
    public List<(string Function, DateTimeOffset At, double Seconds)> Points { get; } = [];

    public Task<IReadOnlyList<StreamAge>> AgesAsync(InvocationSeriesQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StreamAge>>(
        [.. Points
            .Select(point => (point.Function, At: UnixTime.Nanoseconds(point.At), point.Seconds))
            .Where(point => point.At >= query.Range.FromUnixNanoseconds && point.At < query.Range.ToUnixNanoseconds && (query.FunctionName is null || point.Function == query.FunctionName))
            .GroupBy(point => (point.Function, Bucket: query.Width is { } width ? (int)((point.At - query.Range.FromUnixNanoseconds) / width) : 0))
            .OrderBy(same => same.Key.Bucket).Select(same => new StreamAge(same.Key.Function, same.Key.Bucket, same.Max(point => point.Seconds)))]);
}
