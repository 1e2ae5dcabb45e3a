using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Testing;

namespace Observe.Server.Tests;

/// <summary>The views of one function over the real collector and the real engine.</summary>
public sealed class FunctionRoundTripTests
{
    private const long Millisecond = 1_000_000;
    private static readonly FunctionIdentity Payments = new("aws", "123456789012", "eu-central-1", "", "payments");
    private readonly long _start = UnixTime.Nanoseconds(TimeProvider.System.GetUtcNow()) - (60 * UnixTime.NanosecondsPerSecond);

    [Fact]
    public async Task Views_OfInvocationsThatWereSent_AgreeWithThem()
    {
        await using var server = ServerProcess.Start();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        var receiver = new Uri(await server.ListeningAsync("otlp-http"), "/v1/traces");
        // Two at once from 100 ms on, and the second of them a cold start of 400 ms that times out.
        using var answer = await client.PostAsync(receiver, Export(
            Span("a1", 0, 200, "i-1"), Span("a2", 100, 900, "i-2", coldInit: 0.4, timesOut: true), Span("a3", 1_000, 1_050, "i-1")));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        var function = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Payments.Id}?fresh=true");
        Assert.Equal(("payments", 512L * 1_048_576), (function.GetProperty("name").GetString(), function.GetProperty("memoryBytes").GetInt64()));
        var total = function.GetProperty("total");
        Assert.Equal((3, 1, 1), (total.GetProperty("invocations").GetInt32(), total.GetProperty("errors").GetInt32(), total.GetProperty("coldStarts").GetInt32()));
        var advice = Assert.Single(function.GetProperty("advice").EnumerateArray());
        Assert.Equal(("timedOut", 1.0), (advice.GetProperty("kind").GetString(), advice.GetProperty("value").GetDouble()));
        Assert.Equal(3, function.GetProperty("series").EnumerateArray().Sum(period => period.GetProperty("figures").GetProperty("invocations").GetInt32()));

        var cold = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Payments.Id}/cold-starts");
        Assert.Equal(400 * Millisecond, cold.GetProperty("total").GetProperty("initWaitedNanos").GetInt64());
        Assert.InRange(cold.GetProperty("waits").GetProperty("coldP50").GetInt64(), 1_150 * Millisecond, 1_250 * Millisecond);

        var route = Assert.Single(cold.GetProperty("routes").GetProperty("routes").EnumerateArray());
        Assert.Equal(("POST", "/pay", 2, 1), (route.GetProperty("method").GetString(), route.GetProperty("route").GetString(), route.GetProperty("warm").GetInt32(), route.GetProperty("cold").GetInt32()));
        Assert.Equal((50 * Millisecond, 1_150 * Millisecond), (route.GetProperty("warmP50").GetInt64(), route.GetProperty("addedNanos").GetInt64()));

        var concurrency = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Payments.Id}/concurrency");
        Assert.Equal(2, concurrency.GetProperty("peak").GetInt32());
        Assert.Equal(UnixTime.ToRfc3339(_start + (100 * Millisecond)), concurrency.GetProperty("peakAt").GetString());
        Assert.Equal([950 * Millisecond, 100 * Millisecond], concurrency.GetProperty("atLeastNanos").EnumerateArray().Select(item => item.GetInt64()));

        var cost = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Payments.Id}/cost");
        Assert.True(cost.GetProperty("total").GetProperty("totalUsd").GetDecimal() > 0);

        var instances = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Payments.Id}/instances");
        Assert.Equal((2, 0), (instances.GetProperty("total").GetInt32(), instances.GetProperty("unnamed").GetInt32()));
        Assert.Equal(["i-1", "i-2"], instances.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("instance").GetString()).Order());
        var second = instances.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("instance").GetString() == "i-2");
        var run = Assert.Single(second.GetProperty("runs").EnumerateArray());
        Assert.Equal((800 * Millisecond, 400 * Millisecond, "timeout"), (
            run.GetProperty("durationNanos").GetInt64(), run.GetProperty("initNanos").GetInt64(), run.GetProperty("outcome").GetString()));

        var failed = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Payments.Id}/invocations?outcome=error,timeout");
        var one = Assert.Single(failed.GetProperty("items").EnumerateArray());
        Assert.Equal(("a2", "unknownCold", "timeout", "i-2"), (
            one.GetProperty("invocationId").GetString(), one.GetProperty("initClass").GetString(), one.GetProperty("outcome").GetString(), one.GetProperty("instance").GetString()));

        using var unknown = await client.GetAsync(new Uri("/api/v1/functions/00f067aa0ba902b7", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        Assert.Equal("id", await WrongParameterAsync(client, "checkout"));
        Assert.Equal("q", await WrongParameterAsync(client, $"{Payments.Id}/concurrency?q=x"));
        Assert.Equal("from", await WrongParameterAsync(client, $"{Payments.Id}/cold-starts?from=soon"));
        Assert.Equal("outcome", await WrongParameterAsync(client, $"{Payments.Id}/invocations?outcome=ok,Lost"));
        Assert.Equal("initClass", await WrongParameterAsync(client, $"{Payments.Id}/invocations?initClass=9"));
        Assert.Equal("cursor", await WrongParameterAsync(client, $"{Payments.Id}/invocations?cursor=what"));
    }

    private static async Task<string?> WrongParameterAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri($"/api/v1/functions/{path}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameter").GetString();
    }

    private static JsonContent Export(params JsonNode[] spans) => JsonContent.Create(new JsonObject
    {
        ["resourceSpans"] = new JsonArray(new JsonObject
        {
            ["resource"] = new JsonObject
            {
                ["attributes"] = new JsonArray(
                    Text("service.name", "payments"), Text("faas.name", Payments.Name), Text("cloud.provider", Payments.Provider),
                    Text("cloud.account.id", Payments.Account), Text("cloud.region", Payments.Region), Text("cloud.platform", "aws_lambda"),
                    Text("faas.max_memory", "512"), Text("faas.version", "42")),
            },
            ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = new JsonArray(spans) }),
        }),
    });

    private JsonObject Span(string id, long fromMilliseconds, long toMilliseconds, string instance, double? coldInit = null, bool timesOut = false)
    {
        var attributes = new JsonArray(Text("faas.invocation_id", id), Text("faas.instance", instance), Text("faas.trigger", "http"), Text("http.request.method", "POST"), Text("http.route", "/pay"));
        if (coldInit is { } seconds)
        {
            attributes.Add(new JsonObject { ["key"] = "faas.coldstart", ["value"] = new JsonObject { ["boolValue"] = true } });
            attributes.Add(new JsonObject { ["key"] = "faas.init_duration", ["value"] = new JsonObject { ["doubleValue"] = seconds } });
        }
        if (timesOut)
        {
            attributes.Add(Text("error.type", "timeout"));
        }
        return new JsonObject
        {
            ["traceId"] = Guid.NewGuid().ToString("N"),
            ["spanId"] = Guid.NewGuid().ToString("N")[..16],
            ["name"] = "payments",
            ["kind"] = 2,
            ["startTimeUnixNano"] = $"{_start + (fromMilliseconds * Millisecond)}",
            ["endTimeUnixNano"] = $"{_start + (toMilliseconds * Millisecond)}",
            ["attributes"] = attributes,
            ["status"] = new JsonObject { ["code"] = timesOut ? 2 : 0 },
        };
    }

    private static JsonObject Text(string key, string value) =>
        new() { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } };
}
