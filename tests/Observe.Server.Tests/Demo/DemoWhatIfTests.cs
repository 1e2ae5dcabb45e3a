using System.Net.Http.Json;
using System.Text.Json;
using Observe.Functions.Invocations;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Server.Tests.Demo;

/// <summary>
/// The demo's shop, left to its customers for a while, deaths and bad times included: the model has to reproduce what its platform did, and what it
/// says of another setting is printed beside what a second run with that setting did.
/// </summary>
public sealed class DemoWhatIfTests(ITestOutputHelper output)
{
    private const int Provisioned = 2;

    [LongRunFact]
    public async Task WhatIf_OfTheDemo_Fits()
    {
        var now = await WatchAsync(provisioned: 0);
        var then = await WatchAsync(Provisioned);

        foreach (var (name, result) in now)
        {
            Assert.True(result.GetProperty("fit").ValueKind == JsonValueKind.Object, $"{name}: {result.GetProperty("refusal")}");
            var fit = result.GetProperty("fit");
            var (cold, peak) = (fit.GetProperty("coldStarts"), fit.GetProperty("peakConcurrency"));
            output.WriteLine(
                $"{name}: {fit.GetProperty("arrivals")} arrivals; cold starts {cold.GetProperty("observed")}, model {cold.GetProperty("model")}; "
                + $"peak {peak.GetProperty("observed")}, model {peak.GetProperty("model")}; agreement {fit.GetProperty("agreement")}");
            if (result.GetProperty("then") is { ValueKind: JsonValueKind.Object } predicted)
            {
                output.WriteLine(
                    $"{Provisioned} provisioned: cold rate {predicted.GetProperty("coldRate")} predicted, "
                    + $"{then[name].GetProperty("fit").GetProperty("observedColdRate")} in another run");
            }
        }
        Assert.All(now, item => Assert.True(item.Value.GetProperty("fit").GetProperty("fits").GetBoolean(), $"{item.Key}: {item.Value.GetProperty("refusal")}"));
    }

    private static async Task<Dictionary<string, JsonElement>> WatchAsync(int provisioned)
    {
        await using var server = ServerProcess.Start(
            new Dictionary<string, string> { ["OBSERVE_DEMO_PROVISIONED"] = provisioned == 0 ? "" : $"{provisioned}", ["OBSERVE_DEMO_SHAPE"] = "steady" },
            "--demo", "--Observe:Demo:KeepAlive=00:00:05");
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        using var watch = new PeriodicTimer(LongRunFactAttribute.Length);
        await watch.WaitForNextTickAsync();
        var results = new Dictionary<string, JsonElement>();
        foreach (var name in (string[])["checkout", "payments"])
        {
            var id = new FunctionIdentity("aws", "", "eu-central-1", "demo", name).Id;
            results[name] = await client.GetFromJsonAsync<JsonElement>(
                $"/api/v1/functions/{id}/what-if?from=now-1h&provisioned={Provisioned}&provisionedNow={provisioned}&fresh=true");
        }
        return results;
    }
}
