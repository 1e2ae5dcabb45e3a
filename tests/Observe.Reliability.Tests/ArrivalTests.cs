using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Reliability.Tests.Server;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>
/// How long it takes from a failed invocation at the collector, over HTTP, to the message about it at its receiver, with nothing that waits on purpose.
/// OBSERVE_ARRIVALS sets how many (3), OBSERVE_ARRIVAL_INTERVAL how often the rules are evaluated (1s).
/// </summary>
public sealed class ArrivalTests(ITestOutputHelper output)
{
    /// <summary>What it may take beyond the time to the next evaluation.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Arrival_OfAFailure_IsToldWithinTheIntervalAndFiveSeconds()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("OBSERVE_ARRIVALS") ?? "3", CultureInfo.InvariantCulture);
        Assert.True(DurationText.TryParse(Environment.GetEnvironmentVariable("OBSERVE_ARRIVAL_INTERVAL") ?? "1s", out var interval));
        await using var listener = await WebhookListener.StartAsync();
        await using var server = ServerProcess.Start($"--Observe:Alerts:AllowedTargets=127.0.0.1:{listener.Address.Port}", "--Observe:Storage:HttpUrl=http://127.0.0.1:0");
        using var observed = await Observed.OfAsync(server);
        using var http = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        var traces = new Uri(await server.ListeningAsync("otlp-http"), "/v1/traces");
        var webhook = await PostAsync(http, "/api/v1/alerts/webhooks", new { name = "listener", url = listener.Address });
        // A rule for each: what its group was told before would hold the next message up.
        for (var i = 0; i < count; i++)
        {
            await PostAsync(http, "/api/v1/alerts/rules", new
            {
                name = $"arrival {i}",
                type = "error_rate",
                function = $"arrival-{i}",
                threshold = 0.5,
                window = "2m",
                interval = DurationText.Format(interval),
                evaluationDelay = "0s",
                groupWait = "0s",
                webhookIds = new[] { webhook.GetProperty("id").GetString() },
            });
        }
        await Observed.UntilAsync(async () => (await observed.RowsAsync("SELECT uniqExact(rule_id) FROM alert_evaluations"))[0][0] == $"{count}");

        // They come at all moments between two evaluations.
        var arrivals = new long[count];
        using (var pace = new PeriodicTimer(interval * 0.37))
        {
            for (var i = 0; i < count; i++)
            {
                await pace.WaitForNextTickAsync();
                arrivals[i] = Stopwatch.GetTimestamp();
                using var answer = await http.PostAsync(traces, Failure($"arrival-{i}"));
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            }
        }
        var times = new List<TimeSpan>();
        while (times.Count < count)
        {
            var received = await listener.NextAsync(Patience);
            using var message = JsonDocument.Parse(received.Body);
            var function = message.RootElement.GetProperty("data").GetProperty("commonLabels").GetProperty("function").GetString()!;
            times.Add(Stopwatch.GetElapsedTime(arrivals[int.Parse(function["arrival-".Length..], CultureInfo.InvariantCulture)], received.Timestamp));
        }

        times.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} arrivals, evaluated every {DurationText.Format(interval)}: p50 {times[(count - 1) / 2].TotalSeconds:0.00} s, max {times[^1].TotalSeconds:0.00} s"));
        Assert.InRange(times[^1], TimeSpan.Zero, interval + Promised);
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>An invocation that has just failed.</summary>
    private static JsonContent Failure(string function)
    {
        var end = UnixTime.Nanoseconds(TimeProvider.System.GetUtcNow());
        return JsonContent.Create(new
        {
            resourceSpans = new[]
            {
                new
                {
                    resource = new { attributes = new[] { Text("service.name", function), Text("faas.name", function), Text("cloud.provider", "aws") } },
                    scopeSpans = new[]
                    {
                        new
                        {
                            spans = new[]
                            {
                                new
                                {
                                    traceId = Guid.NewGuid().ToString("N"),
                                    spanId = Guid.NewGuid().ToString("N")[..16],
                                    name = function,
                                    kind = 2,
                                    startTimeUnixNano = $"{end - 50_000_000}",
                                    endTimeUnixNano = $"{end}",
                                    attributes = new[] { Text("faas.invocation_id", Guid.NewGuid().ToString()) },
                                    status = new { code = 2 },
                                },
                            },
                        },
                    },
                },
            },
        });

        static object Text(string key, string value) => new { key, value = new { stringValue = value } };
    }
}
