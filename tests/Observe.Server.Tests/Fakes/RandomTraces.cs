using System.Globalization;
using System.Text.Json.Nodes;
using Observe.Storage;

namespace Observe.Server.Tests.Fakes;

/// <summary>Random traces as OTLP/JSON, of all that is stored: every kind of value, nested ones too, events, links, several resources and scopes.</summary>
internal sealed class RandomTraces(int seed)
{
    private const int MaxDepth = 4;

    /// <summary>The kinds of AnyValue, the empty one among them.</summary>
    public static readonly string[] Kinds = ["", "arrayValue", "boolValue", "bytesValue", "doubleValue", "intValue", "kvlistValue", "stringValue"];

    private static readonly string[] Pieces = ["a", "B7", " ", "\"", "\\", "'", "\n", "\t", "\0", "ß", "слово", "😀", "{}", "/x/{id}", "%"];
    private static readonly double[] Doubles = [0.5, -1.25e-7, 1e300, 3, 0, -0.1, double.Epsilon];

    private readonly Random _random = new(seed);

    /// <summary>The kinds of values that occurred.</summary>
    public HashSet<string> Seen { get; } = [];

    /// <param name="age">How long ago it happened.</param>
    public JsonNode Next(TimeSpan age = default)
    {
        var traceId = Hex(16);
        var now = UnixTime.Nanoseconds(TimeProvider.System.GetUtcNow() - age - TimeSpan.FromMinutes(1));
        return new JsonObject { ["resourceSpans"] = List(1, 3, () => Resource(traceId, now)) };
    }

    private JsonObject Resource(string traceId, long now) => new()
    {
        ["resource"] = new JsonObject { ["attributes"] = Attributes(0) },
        // What makes two groups of the same resource one is not the question here.
        ["schemaUrl"] = $"https://example.org/{_random.Next()}",
        ["scopeSpans"] = List(1, 3, () => new JsonObject
        {
            ["scope"] = new JsonObject { ["name"] = $"scope-{_random.Next()}", ["version"] = Maybe(Text), ["attributes"] = Attributes(0) },
            ["spans"] = List(1, 4, () => Span(traceId, now)),
        }),
    };

    private JsonObject Span(string traceId, long now)
    {
        var start = now + _random.Next(1_000_000_000);
        return new JsonObject
        {
            ["traceId"] = traceId,
            ["spanId"] = Hex(8),
            ["parentSpanId"] = Maybe(() => Hex(8)),
            ["traceState"] = Maybe(() => "a=" + _random.Next(9)),
            ["flags"] = _random.Next(1, 800),
            ["name"] = "n" + Text(),
            ["kind"] = _random.Next(1, 6),
            ["startTimeUnixNano"] = Time(start),
            ["endTimeUnixNano"] = Time(start + _random.Next(1_000_000)),
            ["attributes"] = Attributes(0),
            ["droppedAttributesCount"] = _random.Next(1, 9),
            ["events"] = List(0, 3, () => new JsonObject
            {
                ["timeUnixNano"] = Time(start + _random.Next(1_000)),
                ["name"] = "e" + Text(),
                ["attributes"] = Attributes(0),
                ["droppedAttributesCount"] = _random.Next(1, 9),
            }),
            ["droppedEventsCount"] = _random.Next(1, 9),
            ["links"] = List(0, 3, () => new JsonObject
            {
                ["traceId"] = Hex(16),
                ["spanId"] = Hex(8),
                ["traceState"] = "b=" + _random.Next(9),
                ["attributes"] = Attributes(0),
                ["droppedAttributesCount"] = _random.Next(1, 9),
            }),
            ["droppedLinksCount"] = _random.Next(1, 9),
            ["status"] = new JsonObject { ["code"] = _random.Next(1, 3), ["message"] = "m" + Text() },
        };
    }

    /// <summary>Keys do not repeat: of two the store keeps one.</summary>
    private JsonArray Attributes(int depth)
    {
        var number = 0;
        return List(0, 5, () => new JsonObject { ["key"] = $"k{number++}.{Text()}", ["value"] = Value(depth) });
    }

    private JsonObject Value(int depth)
    {
        var kind = Kinds[_random.Next(Kinds.Length)];
        if (depth >= MaxDepth && kind is "arrayValue" or "kvlistValue")
        {
            kind = "stringValue";
        }
        Seen.Add(kind);
        return kind switch
        {
            "" => [],
            "stringValue" => new JsonObject { [kind] = Text() },
            "boolValue" => new JsonObject { [kind] = _random.Next(2) == 0 },
            "intValue" => new JsonObject { [kind] = _random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture) },
            "doubleValue" => new JsonObject { [kind] = Double() },
            "bytesValue" => new JsonObject { [kind] = Convert.ToBase64String(Bytes(_random.Next(1, 9))) },
            "arrayValue" => new JsonObject { [kind] = new JsonObject { ["values"] = List(0, 4, () => Value(depth + 1)) } },
            _ => new JsonObject { [kind] = new JsonObject { ["values"] = Attributes(depth + 1) } },
        };
    }

    private JsonNode Double() => _random.Next(6) switch
    {
        0 => "NaN",
        1 => "Infinity",
        2 => "-Infinity",
        _ => Doubles[_random.Next(Doubles.Length)],
    };

    private JsonNode? Maybe(Func<string> value) => _random.Next(2) == 0 ? "" : value();

    private JsonArray List(int least, int most, Func<JsonObject> item) => [.. Enumerable.Range(0, _random.Next(least, most)).Select(_ => item())];

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(5)).Select(_ => Pieces[_random.Next(Pieces.Length)]));

    private string Hex(int length) => Convert.ToHexStringLower(Bytes(length));

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static string Time(long unixNanoseconds) => unixNanoseconds.ToString(CultureInfo.InvariantCulture);
}
