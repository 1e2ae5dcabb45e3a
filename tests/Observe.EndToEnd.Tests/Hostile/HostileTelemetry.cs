using System.Globalization;
using System.Text.Json.Nodes;

namespace Observe.EndToEnd.Tests.Hostile;

/// <summary>OTLP/JSON in which every text is one of <see cref="HostileStrings"/>, each of them once, and which field each stands in.</summary>
internal sealed class HostileTelemetry(DateTimeOffset now)
{
    public const string TraceId = "00000000000000000000000000bad001";

    /// <summary>Of the first span: more than its drawer shows before it is asked to.</summary>
    public const int Attributes = 400;

    /// <summary>Strings from here on are not sent but typed, as the names of rules and the like.</summary>
    public const int Typed = 90_000;

    private const int Spans = 160;
    private const int Functions = 60;
    private const int Lines = 1_000;

    private readonly long _now = now.ToUnixTimeMilliseconds() * 1_000_000;
    private readonly List<string> _fields = [];

    /// <summary>Of the first function.</summary>
    public string FunctionName { get; private set; } = "";

    /// <summary>Where a string stands.</summary>
    public string FieldOf(int number) => number >= Typed ? "typed" : _fields[number];

    /// <summary>What databases and servers are called is told in the page's words: without capitals, and without the space around it.</summary>
    public bool IsShownAsSent(int number) => FieldOf(number) is not ("database" or "server address");

    public static string SpanId(int number) => (number + 1).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>One trace whose spans are of many services, in parts: a request has its bounds.</summary>
    public IEnumerable<string> TraceRequests()
    {
        yield return Request("resourceSpans", "scopeSpans", "spans", [Pair("resource")], [Span(0, [.. Enumerable.Range(0, Attributes).Select(_ => Pair("attribute"))])]);
        for (var number = 1; number < Spans; number++)
        {
            JsonObject[] attributes = [Pair("attribute"), Attribute("db.system.name", Next("database")), Attribute("server.address", Next("server address"))];
            yield return Request("resourceSpans", "scopeSpans", "spans", [Pair("resource")], [Span(number, attributes)]);
        }
        for (var number = Spans; number < Spans + Functions; number++)
        {
            yield return Function(number);
        }
    }

    /// <summary>An invocation that begins a trace of its own.</summary>
    public string Function(int number)
    {
        var name = Next("function");
        FunctionName = FunctionName.Length == 0 ? name : FunctionName;
        JsonObject[] resource =
        [
            Attribute("cloud.provider", "aws"), Attribute("cloud.platform", "aws_lambda"), Attribute("cloud.region", Next("region")),
            Attribute("faas.name", name), Attribute("faas.version", Next("function version")), Attribute("faas.instance", Next("instance")),
        ];
        var cold = new JsonObject { ["key"] = "faas.coldstart", ["value"] = new JsonObject { ["boolValue"] = true } };
        return Request("resourceSpans", "scopeSpans", "spans", resource,
            [Span(number, [Attribute("faas.invocation_id", Next("invocation")), Attribute("faas.trigger", "http"), cold], isRoot: true)], name);
    }

    public IEnumerable<string> LogRequests()
    {
        for (var batch = 0; batch < Lines; batch += 20)
        {
            yield return Request("resourceLogs", "scopeLogs", "logRecords", [Pair("resource")], [.. Enumerable.Range(batch, 20).Select(Line)]);
        }
    }

    public string MetricRequest() => Request("resourceMetrics", "scopeMetrics", "metrics", [],
    [
        .. Enumerable.Range(0, 100).Select(number => new JsonObject
        {
            ["name"] = Next("metric"), ["unit"] = Next("unit"), ["description"] = Next("metric description"),
            ["gauge"] = new JsonObject { ["dataPoints"] = new JsonArray(new JsonObject { ["timeUnixNano"] = Text(_now), ["asInt"] = "1", ["attributes"] = new JsonArray(Pair("metric")) }) },
        }),
    ]);

    private JsonObject Span(int number, JsonObject[] attributes, bool isRoot = false) => new()
    {
        ["traceId"] = isRoot ? (number + 1).ToString("x32", CultureInfo.InvariantCulture) : TraceId,
        ["spanId"] = SpanId(number),
        ["parentSpanId"] = number == 0 || isRoot ? "" : SpanId((number - 1) / 4),
        ["name"] = Next("span"),
        ["kind"] = (number % 5) + 1,
        ["startTimeUnixNano"] = Text(_now - 60_000_000_000 + (number * 1_000_000L)),
        ["endTimeUnixNano"] = Text(_now - 50_000_000_000),
        ["traceState"] = Next("trace state"),
        ["status"] = new JsonObject { ["code"] = number % 3, ["message"] = Next("status") },
        ["attributes"] = new JsonArray(attributes),
        ["events"] = new JsonArray(new JsonObject { ["name"] = Next("event"), ["timeUnixNano"] = Text(_now - 55_000_000_000), ["attributes"] = new JsonArray(Pair("event")) }),
        ["links"] = new JsonArray(new JsonObject { ["traceId"] = TraceId, ["spanId"] = SpanId(number / 2), ["traceState"] = Next("link state"), ["attributes"] = new JsonArray(Pair("link")) }),
    };

    private JsonObject Line(int number) => new()
    {
        ["timeUnixNano"] = Text(_now - 30_000_000_000 + (number * 1_000_000L)),
        ["severityNumber"] = (number % 24) + 1,
        ["severityText"] = Next("severity"),
        ["body"] = new JsonObject { ["stringValue"] = Next("log body") },
        ["traceId"] = TraceId,
        ["spanId"] = SpanId(number % 20),
        ["attributes"] = new JsonArray(Pair("log"), Pair("log"), Pair("log"), Pair("log"), Attribute("exception.type", Next("exception")), Attribute("exception.stacktrace", Next("stack trace"))),
    };

    private string Request(string resources, string scopes, string items, JsonObject[] resource, JsonObject[] records, string? service = null)
    {
        var scope = new JsonObject { ["scope"] = new JsonObject { ["name"] = Next("scope"), ["version"] = Next("scope version") }, [items] = new JsonArray(records) };
        JsonObject[] attributes = [Attribute("service.name", service ?? Next("service")), Attribute("service.version", Next("version")), .. resource];
        var of = new JsonObject { ["attributes"] = new JsonArray(attributes) };
        return new JsonObject { [resources] = new JsonArray(new JsonObject { ["resource"] = of, [scopes] = new JsonArray(scope) }) }.ToJsonString();
    }

    private string Next(string field)
    {
        _fields.Add(field);
        return HostileStrings.Of(_fields.Count - 1);
    }

    private JsonObject Pair(string of) => Attribute(Next($"{of} key"), Next($"{of} value"));

    private static JsonObject Attribute(string key, string value) => new() { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } };

    private static string Text(long nanoseconds) => nanoseconds.ToString(CultureInfo.InvariantCulture);
}
