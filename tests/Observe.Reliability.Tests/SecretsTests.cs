using Observe.Conformance;
using Observe.Reliability.Tests.Secrets;
using Observe.Reliability.Tests.Server;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>
/// Secrets of all kinds through the SDK and through OTLP over gRPC and HTTP, as protobuf and as JSON. They are then looked for in the journal, in every file of the
/// data folder, in every column of every table, in what the server prints, answers and shows, and in what it sends to a webhook.
/// </summary>
public sealed class SecretsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Answers =
    [
        "/api/v1/traces?limit=1000", "/api/v1/logs?limit=1000", "/api/v1/functions", "/api/v1/services/map", "/api/v1/metrics?name=conformance.value", "/api/v1/attributes", "/api/v1/attributes?key=note",
        "/api/v1/ingest", "/api/v1/storage", "/api/v1/alerts/rules", "/api/v1/alerts/instances", "/api/v1/alerts/history", "/api/v1/alerts/deliveries", "/openapi/v1.json", "/metrics",
    ];

    private static readonly string[] Pages = ["/", "/traces", "/logs", "/functions", "/services", "/services/leaky", "/alerts", "/settings"];

    [Fact]
    public async Task Send_SecretsOfAllKinds_AreFoundNowhere()
    {
        Assert.InRange(SecretTraffic.All.Select(item => item.Kind).Distinct().Count(), 40, 1_000);
        var search = new SecretSearch();
        using var data = DataFolder.OnTheDisk();
        await using var listener = await WebhookListener.StartAsync();
        // First a collector that keeps all in its journal, as while ClickHouse is away.
        await using (var server = Start(data, listener, "--Observe:Collector:BatchAge=00:01:00", "--Observe:Collector:DrainTimeout=00:00:00"))
        {
            using var target = new ConformanceTarget(new ConformanceOptions { Grpc = await server.ListeningAsync("otlp-grpc"), Http = await server.ListeningAsync("otlp-http") });
            foreach (var request in SecretTraffic.Requests())
            {
                var reply = await target.SendAsync(request);
                Assert.True(reply.IsSuccess && reply.Partial is null, reply.Seen);
            }
            await SecretTraffic.SendWithTheSdkAsync(target.Options.Http!);
            search.LookAtFiles("journal", data.Journal);
            await server.EndAsync("KILL", Patience);
            search.Look("console", server.Output);
        }

        await using (var server = Start(data, listener, "--Observe:Collector:BatchAge=00:00:00.050"))
        {
            using var observed = await Observed.OfAsync(server);
            await observed.FreshAsync();
            await LookAtWebhookAsync(observed, listener, search);
            foreach (var table in await observed.RowsAsync("SELECT name FROM system.tables WHERE database = 'observe'"))
            {
                search.Look($"table {table[0]}", await observed.BytesAsync($"SELECT * FROM {table[0]} FORMAT RowBinary"));
            }
            await LookAtAnswersAsync(observed, search);
            Assert.Equal(0, await server.EndAsync("TERM", Patience));
            search.Look("console", server.Output);
        }
        search.LookAtFiles("data folder", data.Path);

        output.WriteLine($"{SecretTraffic.All.Count} secrets; texts that held them stand in: {string.Join(", ", search.Places.Order())}");
        Assert.Empty(search.Found);
        Assert.Superset(
            new HashSet<string> { "journal", "table spans", "table logs", "table metrics", "table resources", "webhook", "answer /api/v1/logs?limit=1000", "answer of a trace", "page /logs", "page of a trace" },
            search.Places);
    }

    private static ServerProcess Start(DataFolder data, WebhookListener listener, params string[] args) => ServerProcess.StartOn(
        data.Path, [$"--Observe:Alerts:AllowedTargets=127.0.0.1:{listener.Address.Port}", "--Observe:Storage:HttpUrl=http://127.0.0.1:0", .. args]);

    private static async Task LookAtWebhookAsync(Observed observed, WebhookListener listener, SecretSearch search)
    {
        var webhook = await observed.PostAsync("/api/v1/alerts/webhooks", new { name = "listener", url = listener.Address });
        // Each text is a label of an alert of its own.
        await observed.PostAsync("/api/v1/alerts/rules", new
        {
            name = "leaks",
            type = "log_match",
            query = "",
            groupBy = new[] { "note" },
            threshold = 0.5,
            window = "30m",
            interval = "1s",
            evaluationDelay = "0s",
            groupWait = "0s",
            webhookIds = new[] { webhook.GetProperty("id").GetString() },
        });
        var message = await listener.NextAsync(Patience);
        search.Look("webhook", message.Body);
    }

    private static async Task LookAtAnswersAsync(Observed observed, SecretSearch search)
    {
        foreach (var path in Answers)
        {
            search.Look($"answer {path}", await observed.TextAsync(path));
        }
        foreach (var path in Pages)
        {
            search.Look($"page {path}", await observed.TextAsync(path));
        }
        foreach (var id in (await observed.ListAsync("/api/v1/traces")).Select(trace => trace.GetProperty("traceId").GetString()).Take(50))
        {
            search.Look("answer of a trace", await observed.TextAsync($"/api/v1/traces/{id}"));
            search.Look("answer of a trace", await observed.TextAsync($"/api/v1/traces/{id}/otlp"));
            search.Look("page of a trace", await observed.TextAsync($"/trace/{id}"));
        }
    }
}
