using System.Globalization;
using Observe.Storage;

namespace Observe.Benchmarks.Shapes;

/// <summary>
/// O-800: about 800 bytes a span on the wire, with the 14 attributes of an HTTP server in OpenTelemetry's names. Some are the
/// same for all spans of a name, some are one of a few, some are never the same twice, and they are of all kinds.
/// </summary>
internal sealed class O800Shape(int seed, DateTimeOffset start, TimeSpan length) : SpanShape(seed, start, length)
{
    private static readonly string[] UserAgents =
        [.. Enumerable.Range(0, 40).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{100 + i}.0.0.0 Safari/537.36"))];

    protected override TelemetryAttribute[] Attributes(Random random, int service, int name)
    {
        var order = random.NextInt64(10_000_000);
        var culture = CultureInfo.InvariantCulture;
        return
        [
            new("http.request.method", AttributeValue.Of(name % 3 == 0 ? "POST" : "GET")),
            new("http.route", AttributeValue.Of(string.Create(culture, $"/service-{service}/operation-{name}/{{order}}"))),
            new("url.path", AttributeValue.Of(string.Create(culture, $"/service-{service}/operation-{name}/{order}"))),
            new("http.response.status_code", AttributeValue.Of(random.Next(20) == 0 ? 500L : 200L)),
            new("server.address", AttributeValue.Of(string.Create(culture, $"service-{service}.internal.example.com"))),
            new("server.port", AttributeValue.Of(8080L)),
            new("user_agent.original", AttributeValue.Of(UserAgents[random.Next(UserAgents.Length)])),
            new("network.protocol.version", AttributeValue.Of("1.1")),
            new("client.address", AttributeValue.Of(string.Create(culture, $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}"))),
            new("enduser.id", AttributeValue.Of(string.Create(culture, $"user-{random.Next(10_000)}"))),
            new("app.request.id", AttributeValue.Of(string.Create(culture, $"{random.NextInt64():x16}{random.NextInt64():x16}"))),
            new("thread.id", AttributeValue.Of((long)random.Next(1, 64))),
            new("app.cart.total", AttributeValue.Of(Math.Round(random.NextDouble() * 500, 2))),
            new("app.cart.gift", AttributeValue.Of(random.Next(10) == 0)),
        ];
    }
}
