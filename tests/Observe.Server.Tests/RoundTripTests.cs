using System.Net.Http.Json;
using System.Text.Json;
using Observe.Server.Tests.Fakes;
using Observe.Storage;
using Observe.Testing;

namespace Observe.Server.Tests;

/// <summary>The whole process on the embedded engine: what is acknowledged on one side is read on the other.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public async Task Export_OverHttp_IsReadThroughTheApi()
    {
        await using var server = ServerProcess.Start();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        var receiver = await server.ListeningAsync("otlp-http");

        using var answer = await client.PostAsync(new Uri(receiver, "/v1/traces"), Request());
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        var trace = await client.GetFromJsonAsync<JsonElement>($"/api/v1/traces/{Some.TraceId}?fresh=true");
        var span = trace.GetProperty("spans")[0];
        Assert.Equal("POST /orders", span.GetProperty("name").GetString());
        Assert.Equal(250_000_000, span.GetProperty("durationNanos").GetInt64());
        Assert.Equal(49.9, span.GetProperty("attributes").GetProperty("order.total").GetDouble());
        Assert.Equal("checkout", span.GetProperty("resource").GetProperty("service.name").GetString());

        var list = await client.GetFromJsonAsync<JsonElement>("/api/v1/traces?q=name%3D%22POST%20%2Forders%22");
        Assert.Equal(Some.TraceId.ToString(), list.GetProperty("items")[0].GetProperty("traceId").GetString());

        var ingest = await client.GetFromJsonAsync<JsonElement>("/api/v1/ingest");
        Assert.NotEqual(JsonValueKind.Null, ingest.GetProperty("lastEvent").ValueKind);
        Assert.Equal(ServerHost.Stopped, await server.EndAsync("TERM", TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Run_OnATerminal_PrintsNothingOfTheEnginesOwn()
    {
        await using var server = ServerProcess.StartOnTerminal();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };

        using var answer = await client.PostAsync(new Uri(await server.ListeningAsync("otlp-http"), "/v1/traces"), Request());
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await client.GetFromJsonAsync<JsonElement>($"/api/v1/traces/{Some.TraceId}?fresh=true");

        Assert.All(server.Output.Split('\n'), line => Assert.Contains("listening", line, StringComparison.Ordinal));
    }

    private static JsonContent Request()
    {
        var start = UnixTime.Nanoseconds(TimeProvider.System.GetUtcNow()) - UnixTime.NanosecondsPerSecond;
        return JsonContent.Create(new
        {
            resourceSpans = new[]
            {
                new
                {
                    resource = new { attributes = new[] { new { key = "service.name", value = new { stringValue = "checkout" } } } },
                    scopeSpans = new[]
                    {
                        new
                        {
                            spans = new[]
                            {
                                new
                                {
                                    traceId = Some.TraceId.ToString(),
                                    spanId = "00f067aa0ba902b7",
                                    name = "POST /orders",
                                    kind = 2,
                                    startTimeUnixNano = $"{start}",
                                    endTimeUnixNano = $"{start + 250_000_000}",
                                    attributes = new[] { new { key = "order.total", value = new { doubleValue = 49.9 } } },
                                },
                            },
                        },
                    },
                },
            },
        });
    }
}
