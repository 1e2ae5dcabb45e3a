using System.Globalization;
using Observe.Benchmarks.Native;
using Observe.Benchmarks.Shapes;
using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Benchmarks.Pages;

/// <summary>One trace of many spans: a fan of eight calls a span, of twelve services, each span with five attributes.</summary>
internal sealed record LargeTrace(int Spans)
{
    private const int Fan = 8;
    private const int Services = 12;
    private const int BlockRows = 50_000;
    private const long Second = 1_000_000_000;

    private static readonly ShapedResource[] Resources =
        [.. Enumerable.Range(0, Services).Select(number => new ShapedResource(Name("service-", number), "7", "production", "eu-central-1", []))];

    private byte[] TraceId { get; } = IdOf(Spans);

    public string Id => Convert.ToHexStringLower(TraceId);

    /// <param name="begin">Of its root, which takes a minute.</param>
    public async Task StoreAsync(BenchmarkEngine engine, string database, DateTimeOffset begin)
    {
        var columns = ObserveColumns.Spans(dictionaries: true);
        var insert = $"INSERT INTO {ObserveColumns.Table} ({string.Join(", ", columns.Select(column => column.Name))})";
        foreach (var rows in Make(TraceId, Spans, UnixTime.Nanoseconds(begin)).Chunk(BlockRows))
        {
            await engine.InsertAsync(database, insert, NativeBlockColumn<ShapedSpan>.Block(columns, [.. rows]));
        }
    }

    private static byte[] IdOf(int spans)
    {
        var id = new byte[16];
        new Random(spans).NextBytes(id);
        return id;
    }

    private static IEnumerable<ShapedSpan> Make(byte[] traceId, int spans, long begin)
    {
        var random = new Random(spans);
        var times = new (long Start, long Duration)[spans];
        for (var number = 0; number < spans; number++)
        {
            var parent = (number - 1) / Fan;
            times[number] = number == 0 ? (begin, 60 * Second) : Within(times[parent], (number - 1) % Fan, random);
            var service = number % Services;
            yield return new ShapedSpan(
                traceId,
                SpanId(number),
                number == 0 ? [] : SpanId(parent),
                Resources[service],
                "observe.benchmark",
                Name($"GET /service-{service}/operation-", number % 40),
                number % 2 == 0 ? SpanKind.Server : SpanKind.Client,
                times[number].Start,
                times[number].Duration,
                random.Next(200) == 0 ? SpanStatus.Error : SpanStatus.Unset,
                [
                    new("http.route", AttributeValue.Of(Name("/orders/", number % 97))), new("order.id", AttributeValue.Of(Name("order-", number))),
                    new("tenant", AttributeValue.Of(Name("tenant-", number % 1_000))), new("retry", AttributeValue.Of(number % 3)), new("cache.hit", AttributeValue.Of(number % 2 == 0)),
                ],
                begin + (90 * Second));
        }
    }

    /// <summary>A part of the parent's time, the children one after the other.</summary>
    private static (long Start, long Duration) Within((long Start, long Duration) parent, int child, Random random)
    {
        var share = Math.Max(parent.Duration / (Fan + 1), 1_000);
        return (parent.Start + (child * share), Math.Max(share - random.NextInt64((share / 4) + 1), 500));
    }

    private static byte[] SpanId(int number)
    {
        var id = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(id, number + 1L);
        return id;
    }

    private static string Name(string start, int number) => string.Create(CultureInfo.InvariantCulture, $"{start}{number}");
}
