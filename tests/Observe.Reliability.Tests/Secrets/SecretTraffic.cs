using Observe.Conformance;
using Observe.Conformance.Wire;
using Observe.Sdk;
using Observe.Sdk.Tests.Redaction;

namespace Observe.Reliability.Tests.Secrets;

/// <summary>Sends each secret in every place where a text can stand: names, attributes, messages, exceptions, links, bodies and resources.</summary>
internal static class SecretTraffic
{
    /// <summary>A word of every text: it shows that what is searched for secrets holds the texts that held them.</summary>
    public const string Marker = "observedmarker";

    /// <summary>By kind, the text as it is sent and what must be found nowhere of it.</summary>
    public static IReadOnlyList<(string Kind, string Text, string Secret)> All { get; } = Samples();

    public static IEnumerable<OtlpRequest> Requests() =>
        from transport in Enum.GetValues<Transport>()
        from signal in Signal.All
        from part in All.Chunk(20)
        select OtlpRequest.Of(transport, signal, InResource(signal, part));

    /// <summary>As a function sends them that uses the SDK: logs, tags, and the exception that it fails by.</summary>
    public static async Task SendWithTheSdkAsync(Uri collector)
    {
        await using var function = ObserveFunction.Start(options =>
        {
            options.Endpoint = collector;
            options.FunctionName = "leaky";
            options.FlushTimeout = TimeSpan.FromSeconds(10);
        });
        foreach (var (_, text, _) in All)
        {
            var invocation = new FunctionInvocation { Attributes = new Dictionary<string, object?> { ["note"] = text } };
            await Assert.ThrowsAsync<InvalidOperationException>(() => function.InvokeAsync(invocation, () =>
            {
                function.Logger.Error(new InvalidOperationException(text), "It went wrong with {Note}", text);
                throw new InvalidOperationException(text);
            }));
        }
    }

    private static OtlpMessage InResource(Signal signal, (string Kind, string Text, string Secret)[] part)
    {
        var scoped = new OtlpMessage()
            .Message(1, "scope", new OtlpMessage().Text(1, "name", Marker).Messages(3, "attributes", Note(part[0].Text)))
            .Messages(2, signal == Signal.Traces ? "spans" : signal == Signal.Logs ? "logRecords" : "metrics", part.Select(item => Record(signal, item.Text)));
        var of = signal == Signal.Traces ? "Spans" : signal == Signal.Logs ? "Logs" : "Metrics";
        OtlpMessage[] attributes =
        [
            SomeTelemetry.Pair("service.name", SomeTelemetry.Text("leaky")),
            SomeTelemetry.Pair("faas.name", SomeTelemetry.Text("leaky")),
            .. part.Select((item, index) => SomeTelemetry.Pair($"note.{index}", SomeTelemetry.Text(item.Text))),
        ];
        return new OtlpMessage().Messages(1, "resource" + of, new OtlpMessage()
            .Message(1, "resource", new OtlpMessage().Messages(1, "attributes", attributes)).Messages(2, "scope" + of, scoped));
    }

    private static OtlpMessage Record(Signal signal, string text) =>
        signal == Signal.Traces ? Span(text)
        : signal == Signal.Logs ? SomeTelemetry.Log(body: SomeTelemetry.Text(text), attributes: [Note(text)])
        : SomeTelemetry.Metric(new OtlpMessage().Messages(1, "dataPoints", SomeTelemetry.NumberPoint(Note(text))), 5, "gauge");

    private static OtlpMessage Span(string text) => SomeTelemetry
        .Span(attributes: [Note(text), SomeTelemetry.Pair("faas.invocation_id", SomeTelemetry.Text(Guid.NewGuid().ToString()))])
        .Messages(11, "events", new OtlpMessage()
            .Fixed64(1, "timeUnixNano", SomeTelemetry.Now)
            .Text(2, "name", "exception")
            .Messages(
                3, "attributes", SomeTelemetry.Pair("exception.type", SomeTelemetry.Text("Leak")),
                SomeTelemetry.Pair("exception.message", SomeTelemetry.Text(text)), SomeTelemetry.Pair("exception.stacktrace", SomeTelemetry.Text($"at {text}"))))
        .Messages(13, "links", new OtlpMessage().Id(1, "traceId", SomeTelemetry.Bytes(16)).Id(2, "spanId", SomeTelemetry.Bytes(8)).Messages(4, "attributes", Note(text)))
        .Message(15, "status", new OtlpMessage().Text(2, "message", text).Small(3, "code", 2));

    private static OtlpMessage Note(string text) => SomeTelemetry.Pair("note", SomeTelemetry.Text(text));

    private static (string, string, string)[] Samples()
    {
        // Short ones stand in many a text by chance: their place is taken by one that does not.
        var all = SecretSamples.All.Where(sample => Needle(sample.Secret).Length >= 13)
            .Select(sample => (sample.Kind, $"{Marker} {sample.Before}{sample.Secret}{sample.After}", Needle(sample.Secret)));
        var words = new (string Kind, string Before)[]
        {
            ("assigned_password", "Host=db;Password="), ("assigned_secret", "client_secret="), ("assigned_token", "https://api.example/me?access_token="),
            ("assigned_key", "x-api-key: "), ("assigned_header", "authorization: ApiKey "), ("url_credentials", "postgres://app:"),
        };
        return
        [
            .. all,
            .. words.Select((word, index) => (word.Kind, Secret: $"leakedword{index}canary{index}", word.Before))
                .Select(item => (item.Kind, $"{Marker} {item.Before}{item.Secret}{(item.Kind == "url_credentials" ? "@db/shop" : "")}", item.Secret)),
        ];
    }

    /// <summary>The longest piece that is written the same in HTML, JSON and addresses; all of it when there is none.</summary>
    private static string Needle(string secret)
    {
        var longest = System.Text.RegularExpressions.Regex.Matches(secret, "[A-Za-z0-9]+").Select(match => match.Value).MaxBy(piece => piece.Length) ?? "";
        return longest.Length >= 16 ? longest : secret;
    }
}
