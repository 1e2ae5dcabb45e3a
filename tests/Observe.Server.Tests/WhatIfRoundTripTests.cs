using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Testing;

namespace Observe.Server.Tests;

/// <summary>What if, over the real collector and the real engine.</summary>
public sealed class WhatIfRoundTripTests
{
    private const long Second = UnixTime.NanosecondsPerSecond;
    private const int Pairs = 40;

    private static readonly FunctionIdentity Timer = new("aws", "1", "us-east-1", "", "timer");
    private readonly long _start = UnixTime.Nanoseconds(TimeProvider.System.GetUtcNow()) - (Pairs * 900 * Second);

    [Fact]
    public async Task WhatIf_PairsOfColdStarts_AreHalvedByOneProvisionedAndGoneWithALongerKeepAlive()
    {
        await using var server = ServerProcess.Start();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        var receiver = new Uri(await server.ListeningAsync("otlp-http"), "/v1/traces");
        using var answer = await client.PostAsync(receiver, Export());
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        var result = await GetAsync(client, "from=now-1d&provisioned=1&fresh=true");
        Assert.Equal(JsonValueKind.Null, result.GetProperty("refusal").ValueKind);
        var fit = result.GetProperty("fit");
        Assert.Equal(("10m", "default", 1.0), (fit.GetProperty("keepAlive").GetString(), fit.GetProperty("keepAliveOrigin").GetString(), fit.GetProperty("agreement").GetDouble()));
        // The function is new: the first hour fills the platform, and is not counted, nor what arrived half a second before its end.
        Assert.Equal((80, 71), (result.GetProperty("history").GetProperty("invocations").GetInt32(), result.GetProperty("history").GetProperty("replayed").GetInt32()));
        Assert.Equal((71, 36), (ColdStarts(result, "now"), ColdStarts(result, "then")));
        Assert.True(result.GetProperty("then").GetProperty("provisionedUsd").GetDecimal() > 0);
        Assert.Equal([71, 36, 0], result.GetProperty("byProvisioned").EnumerateArray().Select(point => point.GetProperty("coldStarts").GetInt32()));
        Assert.True(result.GetProperty("container").GetProperty("feasible").GetBoolean());

        Assert.Equal(0, ColdStarts(await GetAsync(client, "from=now-1d&keepAlive=20m"), "then"));

        var other = await GetAsync(client, "from=now-1d&keepAliveNow=20m");
        Assert.Equal("noFit", other.GetProperty("refusal").GetProperty("kind").GetString());
        Assert.Equal((71, 0), (
            other.GetProperty("fit").GetProperty("coldStarts").GetProperty("observed").GetInt32(),
            other.GetProperty("fit").GetProperty("coldStarts").GetProperty("model").GetInt32()));
        Assert.All((string[])["now", "then", "byProvisioned", "byKeepAlive", "container"], name => Assert.Equal(JsonValueKind.Null, other.GetProperty(name).ValueKind));

        foreach (var (wrong, parameter) in new[]
        {
            ("keepAlive=soon", "keepAlive"), ("keepAlive=2d", "keepAlive"), ("provisioned=-1", "provisioned"), ("replay=0", "replay"),
            ("concurrencyLimit=0", "concurrencyLimit"), ("requestsPerInstance=x", "requestsPerInstance"), ("q=a", "q"),
        })
        {
            using var refused = await client.GetAsync(Address(wrong));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Equal(parameter, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameter").GetString());
        }
        using var unknown = await client.GetAsync(new Uri("/api/v1/functions/00f067aa0ba902b7/what-if", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static Task<JsonElement> GetAsync(HttpClient client, string query) => client.GetFromJsonAsync<JsonElement>(Address(query));

    private static Uri Address(string query) => new($"/api/v1/functions/{Timer.Id}/what-if?{query}", UriKind.Relative);

    private static int ColdStarts(JsonElement result, string side) => result.GetProperty(side).GetProperty("coldStarts").GetInt32();

    private JsonContent Export() => JsonContent.Create(new JsonObject
    {
        ["resourceSpans"] = new JsonArray(new JsonObject
        {
            ["resource"] = new JsonObject
            {
                ["attributes"] = new JsonArray(
                    Text("faas.name", Timer.Name), Text("cloud.provider", Timer.Provider), Text("cloud.account.id", Timer.Account),
                    Text("cloud.region", Timer.Region), Text("cloud.platform", "aws_lambda"), Text("faas.max_memory", "512")),
            },
            ["scopeSpans"] = new JsonArray(new JsonObject
            {
                ["spans"] = new JsonArray([.. Enumerable.Range(0, 2 * Pairs).Select(number => Span(number, _start + (((number / 2 * 900) + (number % 2)) * Second)))]),
            }),
        }),
    });

    /// <summary>Two seconds of its own, after half a second of initialisation.</summary>
    private static JsonObject Span(int number, long start) => new()
    {
        ["traceId"] = Guid.NewGuid().ToString("N"),
        ["spanId"] = Guid.NewGuid().ToString("N")[..16],
        ["name"] = "timer",
        ["kind"] = 2,
        ["startTimeUnixNano"] = $"{start}",
        ["endTimeUnixNano"] = $"{start + (2 * Second)}",
        ["attributes"] = new JsonArray(
            Text("faas.invocation_id", $"id{number}"), Text("faas.instance", $"i{number}"), Text("faas.trigger", "timer"),
            new JsonObject { ["key"] = "faas.coldstart", ["value"] = new JsonObject { ["boolValue"] = true } },
            new JsonObject { ["key"] = "faas.init_duration", ["value"] = new JsonObject { ["doubleValue"] = 0.5 } }),
    };

    private static JsonObject Text(string key, string value) =>
        new() { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } };
}
