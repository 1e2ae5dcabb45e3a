using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>A shop that goes on ordering while somebody looks: requests through a function, a queue's consumer and a database, with their log lines, as OTLP/JSON.</summary>
/// <param name="complain">Is told of each request that was not taken; the shop goes on.</param>
internal sealed class TabTelemetry(HttpClient collector, Action<string> complain) : IAsyncDisposable
{
    private const int TracesAtOnce = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private int _sent;

    /// <summary>Comes back when the first of it was taken.</summary>
    public async Task StartAsync()
    {
        await SendAsync();
        _sending = GoOnAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _stop.Dispose();
    }

    private async Task GoOnAsync()
    {
        using var pace = new PeriodicTimer(Pause);
        try
        {
            while (await pace.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await SendAsync();
                }
                catch (HttpRequestException exception)
                {
                    complain($"after {_sent} orders: {exception.Message} {exception.InnerException?.Message}");
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return; // that is how it ends
        }
    }

    private async Task SendAsync()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        var (checkout, payments, lines) = (new JsonArray(), new JsonArray(), new JsonArray());
        for (var number = 0; number < TracesAtOnce; number++, _sent++)
        {
            var trace = (_sent + 1).ToString("x32", CultureInfo.InvariantCulture);
            checkout.Add(Span(trace, 1, 0, "POST /orders", 2, now, 80, _sent, [Attribute("faas.invocation_id", trace), Attribute("http.route", "/orders")]));
            checkout.Add(Span(trace, 2, 1, "charge", 3, now + 5_000_000, 60, _sent, [Attribute("server.address", "payments")]));
            payments.Add(Span(trace, 3, 2, "POST /charges", 2, now + 8_000_000, 50, _sent, [Attribute("faas.invocation_id", trace + "p"), Attribute("order.id", trace)]));
            payments.Add(Span(trace, 4, 3, "INSERT charges", 3, now + 12_000_000, 30, _sent, [Attribute("db.system.name", "postgresql"), Attribute("db.namespace", "shop")]));
            lines.Add(Line(trace, now + 9_000_000, _sent));
        }
        await PostAsync("/v1/traces", Request("resourceSpans", "scopeSpans", "spans", ("checkout", checkout), ("payments", payments)));
        await PostAsync("/v1/logs", Request("resourceLogs", "scopeLogs", "logRecords", ("payments", lines)));
    }

    private async Task PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await collector.PostAsync(path, content, _stop.Token);
        answer.EnsureSuccessStatusCode();
    }

    private static JsonObject Span(string trace, int id, int parent, string name, int kind, long start, int milliseconds, int number, JsonObject[] attributes) => new()
    {
        ["traceId"] = trace,
        ["spanId"] = id.ToString("x16", CultureInfo.InvariantCulture),
        ["parentSpanId"] = parent == 0 ? "" : parent.ToString("x16", CultureInfo.InvariantCulture),
        ["name"] = name,
        ["kind"] = kind,
        ["startTimeUnixNano"] = Text(start),
        ["endTimeUnixNano"] = Text(start + ((milliseconds + (number % 40)) * 1_000_000L)),
        ["status"] = new JsonObject { ["code"] = number % 25 == 0 ? 2 : 0 },
        ["attributes"] = new JsonArray(attributes),
    };

    private static JsonObject Line(string trace, long time, int number) => new()
    {
        ["timeUnixNano"] = Text(time),
        ["severityNumber"] = number % 25 == 0 ? 17 : 9,
        ["body"] = new JsonObject { ["stringValue"] = $"charged order {number}" },
        ["traceId"] = trace,
        ["spanId"] = 3.ToString("x16", CultureInfo.InvariantCulture),
        ["attributes"] = new JsonArray(Attribute("order.id", trace)),
    };

    private static string Request(string resources, string scopes, string items, params (string Service, JsonArray Records)[] parts) => new JsonObject
    {
        [resources] = new JsonArray([.. parts.Select(part => new JsonObject
        {
            ["resource"] = new JsonObject
            {
                ["attributes"] = new JsonArray(
                    Attribute("service.name", part.Service), Attribute("cloud.provider", "aws"), Attribute("cloud.platform", "aws_lambda"), Attribute("cloud.region", "eu-central-1"),
                    Attribute("faas.name", part.Service), Attribute("faas.version", "7"), Attribute("faas.instance", $"{part.Service}-1")),
            },
            [scopes] = new JsonArray(new JsonObject { ["scope"] = new JsonObject { ["name"] = "shop" }, [items] = part.Records }),
        })]),
    }.ToJsonString();

    private static JsonObject Attribute(string key, string value) => new() { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } };

    private static string Text(long nanoseconds) => nanoseconds.ToString(CultureInfo.InvariantCulture);
}
