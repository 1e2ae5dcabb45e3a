using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public sealed class StreamAgeReaderTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const long Minute = 60_000 * Millisecond;

    [Fact]
    public async Task AgesAsync_PointsOfAMetricStream_AreTheHighestOfEachFunctionAndMinute()
    {
        await StoreAsync(
            fixture.Writer,
            metrics:
            [
                // As CloudWatch writes it, and as a collector does that spreads the dimensions.
                Age(Dimensions("Resource", "orders:live", "FunctionName", "it's"), 10, 1_500),
                Age(Dimensions("FunctionName", "it's"), 20, 4_500),
                Age(new TelemetryAttribute("FunctionName", AttributeValue.Of("ledger")), 130, 250),
                // Of all functions together, of another metric, and one that does not say its maximum.
                Age(Dimensions(), 10, 90_000),
                Point("amazonaws.com/AWS/Lambda/Duration", 99_000, 10_000),
                Point(StreamAgeReader.Metric, 99_000, 10_000),
                Summary(Dimensions("FunctionName", "ledger"), 10, (0, 5), (0.99, 7)),
            ]);
        var reader = new StreamAgeReader(fixture.Database);

        var byMinute = await reader.AgesAsync(new InvocationSeriesQuery(Hour, Minute), default);
        var ofOne = await reader.AgesAsync(new InvocationSeriesQuery(Hour, null, "it's"), default);

        Assert.Equal([new StreamAge("it's", 0, 4.5), new StreamAge("ledger", 2, 0.25)], byMinute);
        Assert.Equal([new StreamAge("it's", 0, 4.5)], ofOne);
    }

    private static MetricRow Age(TelemetryAttribute dimension, int second, double milliseconds) =>
        Summary(dimension, second, (0, 1), (0.99, milliseconds - 1), (1, milliseconds));

    private static MetricRow Summary(TelemetryAttribute dimension, int second, params (double Quantile, double Value)[] quantiles) => new()
    {
        Name = StreamAgeReader.Metric,
        Kind = MetricKind.Summary,
        Unit = "ms",
        TimeUnixNanoseconds = Hour.FromUnixNanoseconds + (second * 1_000 * Millisecond),
        Count = 3,
        Quantiles = quantiles,
        Resource = Point("", 0).Resource,
        Attributes = [new("MetricName", AttributeValue.Of("IteratorAge")), dimension],
        ReceivedUnixNanoseconds = Hour.FromUnixNanoseconds,
    };

    private static TelemetryAttribute Dimensions(params string[] pairs) => new("Dimensions", AttributeValue.OfJson(
        "{\"kvlistValue\":{\"values\":["
        + string.Join(',', pairs.Chunk(2).Select(pair => $"{{\"key\":\"{pair[0]}\",\"value\":{{\"stringValue\":\"{pair[1]}\"}}}}"))
        + "]}}"));
}
