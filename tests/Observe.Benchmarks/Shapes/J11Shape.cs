using System.Globalization;
using Observe.Storage;

namespace Observe.Benchmarks.Shapes;

/// <summary>
/// J-11, the shape that Jaeger publishes for its ClickHouse benchmark: 11 text attributes a span out of 97 keys with 1,000
/// values each, every key and value as likely as any other.
/// </summary>
internal sealed class J11Shape(int seed, DateTimeOffset start, TimeSpan length) : SpanShape(seed, start, length)
{
    public const int AttributesPerSpan = 11;
    public const int Keys = 97;
    public const int Values = 1_000;

    private static readonly string[] KeyNames =
        [.. Enumerable.Range(0, Keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"app.attribute.key_{i}"))];

    private static readonly AttributeValue[] ValueTexts =
        [.. Enumerable.Range(0, Values).Select(i => AttributeValue.Of(string.Create(CultureInfo.InvariantCulture, $"value_{i}")))];

    protected override TelemetryAttribute[] Attributes(Random random, int service, int name)
    {
        var attributes = new TelemetryAttribute[AttributesPerSpan];
        // A stride through a prime number of keys meets none twice.
        var key = random.Next(Keys);
        var stride = random.Next(1, Keys);
        for (var i = 0; i < attributes.Length; i++)
        {
            attributes[i] = new TelemetryAttribute(KeyNames[key], ValueTexts[random.Next(Values)]);
            key = (key + stride) % Keys;
        }
        return attributes;
    }
}
