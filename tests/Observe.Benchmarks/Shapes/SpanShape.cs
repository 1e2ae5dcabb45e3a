using System.Globalization;
using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Benchmarks.Shapes;

/// <summary>
/// Makes traces of 10 spans over 10 services, spread evenly over a length of time, in the order of their times. Ids are random and
/// times real, otherwise what a table or a codec does with them would say nothing. The same seed gives the same spans.
/// </summary>
internal abstract class SpanShape(int seed, DateTimeOffset start, TimeSpan length)
{
    public const int SpansPerTrace = 10;
    public const int Services = 10;
    public const int NamesPerService = 10;
    private const int SpansPerRequest = 500;

    private static readonly ShapedResource[] Resources = [.. Enumerable.Range(0, Services).Select(Resource)];

    private static readonly string[][] Names =
        [.. Enumerable.Range(0, Services).Select(service => Enumerable.Range(0, NamesPerService)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"GET /service-{service}/operation-{i}")).ToArray())];

    private readonly Random _random = new(seed);

    public IEnumerable<ShapedSpan> Spans(int count)
    {
        var traces = count / SpansPerTrace;
        var step = (double)length.Ticks / traces;
        var received = 0L;
        for (var i = 0; i < traces; i++)
        {
            var begin = (start.AddTicks((long)(step * i)) - DateTimeOffset.UnixEpoch).Ticks * 100;
            if (i % (SpansPerRequest / SpansPerTrace) == 0)
            {
                received = begin + 5_000_000_000 + _random.Next(1_000_000_000);
            }
            foreach (var span in Trace(begin, received))
            {
                yield return span;
            }
        }
    }

    protected abstract TelemetryAttribute[] Attributes(Random random, int service, int name);

    private IEnumerable<ShapedSpan> Trace(long begin, long received)
    {
        var traceId = Id(16);
        var spanIds = Enumerable.Range(0, SpansPerTrace).Select(_ => Id(8)).ToArray();
        var duration = _random.NextInt64(1_000_000, 2_000_000_000);
        for (var i = 0; i < SpansPerTrace; i++)
        {
            var service = _random.Next(Services);
            var name = _random.Next(NamesPerService);
            yield return new ShapedSpan(
                traceId,
                spanIds[i],
                i == 0 ? [] : spanIds[_random.Next(i)],
                Resources[service],
                "observe.benchmark",
                Names[service][name],
                i == 0 ? SpanKind.Server : (SpanKind)_random.Next(1, 6),
                begin + (i == 0 ? 0 : _random.NextInt64(duration / 2)),
                i == 0 ? duration : _random.NextInt64(100_000, (duration / 2) + 100_001),
                _random.Next(20) == 0 ? SpanStatus.Error : SpanStatus.Unset,
                Attributes(_random, service, name),
                received);
        }
    }

    private byte[] Id(int length)
    {
        var id = new byte[length];
        _random.NextBytes(id);
        return id;
    }

    private static ShapedResource Resource(int index)
    {
        var service = string.Create(CultureInfo.InvariantCulture, $"service-{index}");
        var version = string.Create(CultureInfo.InvariantCulture, $"1.{index}.0");
        (string Key, string Value)[] attributes =
        [
            ("service.name", service),
            ("service.version", version),
            ("deployment.environment.name", "production"),
            ("cloud.region", "eu-west-1"),
            ("host.name", string.Create(CultureInfo.InvariantCulture, $"host-{index}")),
            ("telemetry.sdk.language", "dotnet"),
            ("telemetry.sdk.name", "opentelemetry"),
            ("telemetry.sdk.version", "1.12.0"),
        ];
        return new ShapedResource(
            service, version, "production", "eu-west-1",
            [.. attributes.Select(item => new TelemetryAttribute(item.Key, AttributeValue.Of(item.Value)))]);
    }
}
