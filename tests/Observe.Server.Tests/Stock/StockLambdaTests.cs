using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Observe.Functions.Invocations;
using Observe.Testing;

namespace Observe.Server.Tests.Stock;

/// <summary>A Lambda function of Node.js that has OpenTelemetry's own packages and nothing of Observe, through the real server.</summary>
public sealed class StockLambdaTests
{
    private const string Caller = "5b8efff798038103d269b633813fc60c";
    private const string First = "0af7651916cd43dd8448eb211c80319c";
    private const string Second = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static readonly FunctionIdentity Orders = new("aws", LambdaFunction.Account, LambdaFunction.Region, "", LambdaFunction.Name);

    [Fact]
    public async Task Invocations_OfTwoInstances_AreOneEachWithAllThatTheirSpansSay()
    {
        await using var server = ServerProcess.Start();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        var collector = await server.ListeningAsync("otlp-http");

        var answers = await LambdaFunction.RunAsync(
            collector, "2026/11/26/[7]one", ("r-1", Request(2, Caller)), ("r-2", Request(0)), ("r-3", Request(1)));
        await LambdaFunction.RunAsync(collector, "2026/11/26/[7]two", ("r-4", Batch(First, Second)), ("r-5", Request(1)));

        Assert.Equal("An order of 0 pieces", answers[1].GetProperty("error").GetString());
        var listed = Assert.Single(await ItemsAsync(client, "functions?fresh=true"));
        Assert.Equal((Orders.Id, LambdaFunction.Name, "7", 5, 1, 2), (
            Text(listed, "id"), Text(listed, "name"), Text(listed, "version"), Number(listed, "invocations"), Number(listed, "errors"), Number(listed, "coldStarts")));
        var function = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Orders.Id}");
        Assert.Equal(("aws", LambdaFunction.Account, LambdaFunction.Region, "aws_lambda", 512L * 1_048_576), (
            Text(function, "provider"), Text(function, "account"), Text(function, "region"), Text(function, "platform"), function.GetProperty("memoryBytes").GetInt64()));

        var invocations = (await ItemsAsync(client, $"functions/{Orders.Id}/invocations")).OrderBy(item => Text(item, "invocationId"), StringComparer.Ordinal).ToArray();
        Assert.Equal(
            [
                ("r-1", "2026/11/26/[7]one", "http", "unknownCold", "ok", ""),
                ("r-2", "2026/11/26/[7]one", "http", "warm", "error", "RangeError"),
                ("r-3", "2026/11/26/[7]one", "http", "warm", "ok", ""),
                ("r-4", "2026/11/26/[7]two", "pubsub", "unknownCold", "ok", ""),
                ("r-5", "2026/11/26/[7]two", "http", "warm", "ok", ""),
            ],
            invocations.Select(item => (
                Text(item, "invocationId"), Text(item, "instance"), Text(item, "trigger"), Text(item, "initClass"), Text(item, "outcome"), Text(item, "cause"))));
        Assert.All(invocations, item => Assert.Equal("7", Text(item, "version")));

        Assert.Equal(Caller, Text(invocations[0], "traceId"));
        var failed = await SpanAsync(client, invocations[1], LambdaFunction.Name);
        Assert.Equal(("server", "error", "An order of 0 pieces"), (Text(failed, "kind"), Text(failed, "status"), Text(failed, "statusMessage")));
        Assert.Equal(invocations[1].GetProperty("durationNanos").GetInt64(), failed.GetProperty("durationNanos").GetInt64());
        var batch = await SpanAsync(client, invocations[3], "process incoming");
        Assert.Equal(Text(invocations[3], "spanId"), Text(batch, "parentSpanId"));
        var queue = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Orders.Id}/async");
        // The senders' spans went elsewhere: nothing says how long the messages waited.
        Assert.Equal((0, 2), (Number(queue.GetProperty("lag"), "known"), Number(queue.GetProperty("lag"), "unknown")));
        Assert.Equal([First, Second], batch.GetProperty("links").EnumerateArray().Select(link => Text(link, "traceId")));
    }

    private static async Task<JsonElement[]> ItemsAsync(HttpClient client, string path) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}")).GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> SpanAsync(HttpClient client, JsonElement invocation, string name) =>
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/traces/{Text(invocation, "traceId")}")).GetProperty("spans").EnumerateArray()
            .Single(span => Text(span, "name") == name);

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static int Number(JsonElement item, string name) => item.GetProperty(name).GetInt32();

    /// <summary>As API Gateway passes on a request.</summary>
    private static JsonObject Request(int quantity, string? trace = null)
    {
        var headers = new JsonObject { ["host"] = "shop.example", ["x-forwarded-proto"] = "https" };
        if (trace is not null)
        {
            headers["traceparent"] = TraceParent(trace);
        }
        return new JsonObject { ["rawPath"] = "/orders", ["headers"] = headers, ["body"] = Order(quantity) };
    }

    /// <summary>As Lambda reads from a queue: messages that were sent in these traces.</summary>
    private static JsonObject Batch(params string[] traces) => new()
    {
        ["Records"] = new JsonArray([.. traces.Select((trace, index) => new JsonObject
        {
            ["messageId"] = $"m-{index}",
            ["eventSource"] = "aws:sqs",
            ["eventSourceARN"] = $"arn:aws:sqs:{LambdaFunction.Region}:{LambdaFunction.Account}:incoming",
            ["body"] = Order(1),
            ["messageAttributes"] = new JsonObject { ["traceparent"] = new JsonObject { ["dataType"] = "String", ["stringValue"] = TraceParent(trace) } },
        })]),
    };

    private static string Order(int quantity) => new JsonObject { ["quantity"] = quantity }.ToJsonString();

    private static string TraceParent(string trace) => $"00-{trace}-eee19b7ec3c1b174-01";
}
