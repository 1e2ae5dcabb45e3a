using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Reliability.Tests.Server;
using Observe.Reliability.Tests.Webhooks;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>
/// Notifications through a receiver that fails in every way, with the server killed by SIGKILL while it delivers. OBSERVE_NOTIFICATIONS sets how many
/// (1,000), OBSERVE_NOTIFICATION_KILLS how often it is killed (3), OBSERVE_CRASH_SEED what the receiver does.
/// </summary>
public sealed class WebhookKillTests(ITestOutputHelper output)
{
    private const int Webhooks = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Kill_WhileItDelivers_EveryNotificationArrivesOrIsRefused()
    {
        var count = Setting("OBSERVE_NOTIFICATIONS", 1_000);
        var kills = Setting("OBSERVE_NOTIFICATION_KILLS", 3);
        var seed = Setting("OBSERVE_CRASH_SEED", Environment.TickCount);
        output.WriteLine($"{count} notifications, {kills} kills, seed {seed}");
        var clock = Stopwatch.StartNew();
        using var data = DataFolder.OnTheDisk();
        await using var receiver = await UnreliableReceiver.StartAsync(seed);
        var hooks = await AddWebhooksAsync(data, receiver);
        await using var pings = new PingSenders([.. hooks.Select(hook => hook.Id)], count);
        var random = new Random(seed);
        var starts = new List<double>();
        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = Start(data, receiver);
            var start = Stopwatch.StartNew();
            pings.Ask(await server.ListeningAsync("ui", Patience));
            starts.Add(start.Elapsed.TotalSeconds);
            // Where in its work it is killed is random; that it works then is not.
            await receiver.ReceivedAsync(receiver.Receipts.Count + random.Next(1, count / kills), Patience);
            await server.EndAsync("KILL", Patience);
            pings.Ask(null);
            await receiver.QuietAsync(Patience);
            receiver.Life++;
        }

        await using var last = Start(data, receiver);
        pings.Ask(await last.ListeningAsync("ui", Patience));
        await pings.FinishAsync(Patience);
        using var observed = await Observed.OfAsync(last);
        await SettledAsync(observed, pings);
        var verdict = await DeliveryVerdict.CheckAsync(observed, pings, receiver, kills);

        output.WriteLine($"{verdict} after {clock.Elapsed.TotalSeconds:0} s, starts of {string.Join(", ", starts.Select(start => $"{start:0.0}"))} s; " + string.Join(", ", receiver.Troubles.Select(trouble => $"{trouble.Value} {trouble.Key}")));
        Assert.Equal(count, verdict.Promised);
        Assert.Equal(verdict.Promised - verdict.Refused, verdict.Delivered);
        Assert.True(verdict.Repeated > 0, "nothing was ambiguous");
        Assert.Equal(7, receiver.Troubles.Keys.Count(trouble => trouble != "sent in part"));
        Assert.All(receiver.Receipts.GroupBy(receipt => receipt.Id), same => Assert.Single(same.Select(receipt => receipt.Body).Distinct()));
        Assert.All(receiver.Receipts, receipt => Assert.Equal(receipt.Id, receipt.Headers["idempotency-key"]));
        Assert.Equal("", await SignatureCheck.VerifyAsync(receiver.Receipts.Select(
            receipt => new SignedWebhook(hooks[receipt.Webhook].Secret, receipt.Body, receipt.Headers, receipt.UnixMilliseconds))));
    }

    private static async Task<IReadOnlyList<(string Id, string Secret)>> AddWebhooksAsync(DataFolder data, UnreliableReceiver receiver)
    {
        await using var server = Start(data, receiver);
        using var api = new HttpClient { BaseAddress = await server.ListeningAsync("ui", Patience) };
        var hooks = new List<(string, string)>();
        for (var number = 0; number < Webhooks; number++)
        {
            using var answer = await api.PostAsJsonAsync(
                "/api/v1/alerts/webhooks", new { name = $"receiver {number}", url = $"http://127.0.0.1:{receiver.Port}/hook/{number}", format = "generic" });
            var created = await answer.Content.ReadFromJsonAsync<JsonElement>();
            hooks.Add((created.GetProperty("id").GetString()!, created.GetProperty("secret").GetString()!));
        }
        await server.EndAsync("KILL", Patience);
        return hooks;
    }

    private static ServerProcess Start(DataFolder data, UnreliableReceiver receiver) => ServerProcess.StartOn(
        data.Path,
        $"--Observe:Alerts:AllowedTargets=127.0.0.1:{receiver.Port}",
        "--Observe:Alerts:RetryDelays=" + string.Join(' ', Enumerable.Repeat("100ms", 20)),
        "--Observe:Alerts:OutboxPoll=00:00:00.250",
        "--Observe:Alerts:AttemptTimeout=00:00:02",
        "--Observe:Alerts:ParallelPerWebhook=16",
        "--Observe:Storage:HttpUrl=http://127.0.0.1:0");

    /// <summary>Returns when the log has an end for each promised notification.</summary>
    private static async Task SettledAsync(Observed observed, PingSenders pings)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var ended = (await observed.RowsAsync("SELECT DISTINCT notification_id FROM deliveries WHERE outcome IN ('Delivered', 'Dead')")).Select(row => row[0]).ToHashSet();
            if (pings.Promised.Keys.All(ended.Contains))
            {
                return;
            }
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : standard;
}
