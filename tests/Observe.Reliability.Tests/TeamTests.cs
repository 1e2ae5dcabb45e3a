using System.Diagnostics;
using System.Globalization;
using Observe.Reliability.Tests.Load;
using Observe.Reliability.Tests.Server;
using Observe.Reliability.Tests.Team;
using Observe.Sdk.Tests.Samples;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>
/// Two collectors, pages with the API, two processes for alerts, and at last the demo's shop, over one ClickHouse, all at once from an empty database: collectors and the
/// process that evaluates rules are killed under load. OBSERVE_TEAM_KILLS sets how often a collector is (2), OBSERVE_CRASH_SEED what is sent,
/// OBSERVE_NGINX names an nginx that stands between senders and collectors as docs/deploy/nginx.conf says.
/// </summary>
public sealed class TeamTests(ITestOutputHelper output)
{
    private const string Works = "Rules are evaluated and webhooks delivered by this process";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Kill_OfACollectorAndOfTheEvaluator_LosesNothingAndFiresOnce()
    {
        var kills = Setting("OBSERVE_TEAM_KILLS", 2);
        var seed = Setting("OBSERVE_CRASH_SEED", Environment.TickCount);
        output.WriteLine($"{kills} kills of collectors, seed {seed}");
        var clock = Stopwatch.StartNew();
        await using var receiver = await GateReceiver.StartAsync();
        await using var team = await TeamOfProcesses.OverAsync();
        (Uri Grpc, Uri Http)[] addresses = [FreePorts.Two(), FreePorts.Two()];
        ServerProcess[] collectors = [team.StartCollector("collector-0", addresses[0]), team.StartCollector("collector-1", addresses[1])];
        ServerProcess[] evaluators = [StartEvaluator(team, "alerts-0", receiver), StartEvaluator(team, "alerts-1", receiver)];
        var pages = team.Start("pages", "ui,api");
        using var observed = Observed.Of(await pages.ListeningAsync("ui", Patience), team.Sql);
        var rule = await AddRuleAsync(observed, receiver);

        var program = Environment.GetEnvironmentVariable("OBSERVE_NGINX") ?? "";
        using var proxy = program.Length > 0 ? NginxProxy.Start(program, addresses) : null;
        (Uri Grpc, Uri Http)[] doors = proxy is null ? addresses : [proxy.Addresses, proxy.Addresses];
        await using var first = new SendersOfAllKinds(doors[0].Grpc, doors[0].Http, seed, proxy is not null);
        await using var second = new SendersOfAllKinds(doors[1].Grpc, doors[1].Http, seed + 1_000, proxy is not null);
        await Task.WhenAll(first.EachAcknowledgedAsync(Patience), second.EachAcknowledgedAsync(Patience));
        Assert.Equal(2, (await observed.GetAsync("/api/v1/ingest")).GetProperty("liveCollectors").GetInt32());

        // The alert fires, its receiver is away, and who tried to tell it is killed.
        await Observed.UntilAsync(() => Task.FromResult(!receiver.TurnedAway.IsEmpty));
        var evaluator = evaluators.Single(process => process.Output.Contains(Works, StringComparison.Ordinal));
        var other = evaluators.Single(process => process != evaluator);
        await evaluator.EndAsync("KILL", Patience);
        var killed = Stopwatch.GetTimestamp();
        receiver.Open();
        var random = new Random(seed);
        for (var kill = 0; kill < kills; kill++)
        {
            var number = kill % 2;
            var load = number == 0 ? first : second;
            // Not a wait for something: the moment of the kill is what is random.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 400)));
            await collectors[number].EndAsync("KILL", Patience);
            // The other one goes on meanwhile.
            await (number == 0 ? second : first).EachAcknowledgedAsync(Patience);
            collectors[number] = team.StartCollector($"collector-{number}", addresses[number]);
            await load.EachAcknowledgedAsync(Patience);
        }
        await Observed.UntilAsync(() => Task.FromResult(!receiver.Taken.IsEmpty));
        var takenOver = Stopwatch.GetElapsedTime(killed, receiver.FirstTakenAt);
        Assert.Contains(Works, other.Output, StringComparison.Ordinal);
        await first.FinishAsync(Patience);
        await second.FinishAsync(Patience);
        await ShopAsync(observed, doors[0].Http);

        // The killed one comes back and stands by; the one that works ends in order, and the first takes over without waiting.
        var successor = StartEvaluator(team, "alerts-0", receiver);
        await ClaimsAsync(observed, 2);
        Assert.Equal(0, await other.EndAsync("TERM", Patience));
        await successor.SaysAsync(Works);
        var evaluations = await EvaluationsAsync(observed, rule);
        await Observed.UntilAsync(async () => await EvaluationsAsync(observed, rule) >= evaluations + 3);
        await observed.FreshAsync();
        var verdict = await StoredOnce.CheckAsync(observed, [.. first.Requests, .. second.Requests]);

        var shares = await observed.RowsAsync("SELECT max(stored_through) FROM collector_heartbeats GROUP BY collector_id");
        output.WriteLine($"{verdict}, {string.Join(" and ", shares.Select(share => share[0]))} requests by collector; told {takenOver.TotalSeconds:0.0} s after the kill; {clock.Elapsed.TotalSeconds:0} s in all");
        // Each took its share.
        Assert.Equal(2, shares.Count(share => long.Parse(share[0], CultureInfo.InvariantCulture) > 100));
        Assert.Empty(first.Surprises);
        Assert.Empty(second.Surprises);
        var message = Assert.Single(receiver.TurnedAway.Concat(receiver.Taken).Distinct());
        Assert.Single(receiver.Taken);
        Assert.Equal([[message]], await observed.RowsAsync($"SELECT DISTINCT id FROM alert_notifications WHERE rule_id = '{rule}'"));
        Assert.Equal([["1"]], await observed.RowsAsync($"SELECT count() FROM alert_transitions FINAL WHERE rule_id = '{rule}' AND event = 'alert.fired'"));
        Assert.All([collectors[0], collectors[1], pages, successor], process => Assert.DoesNotContain("libchdb", File.ReadAllText($"/proc/{process.Id}/maps"), StringComparison.Ordinal));
        // Whose work is elsewhere needs no disk: their root may be read-only.
        Assert.All(["pages", "alerts-0", "alerts-1"], name => Assert.False(Directory.Exists(team.DataOf(name))));
    }

    /// <summary>The demo sends to a collector that was killed and began again: what two of its functions did together is one trace on the pages.</summary>
    private static async Task ShopAsync(Observed observed, Uri collector)
    {
        using var demo = await PlatformProcess.StartAsync(collector, ("OBSERVE_DEMO_RATE", "1"), ("OBSERVE_DEMO_SHAPE", "steady"), ("OBSERVE_DEMO_BAD_PHASE", "never"));
        IReadOnlyList<string[]> traces = [];
        await Observed.UntilAsync(async () => (traces = await observed.RowsAsync(
            "SELECT lower(hex(trace_id)) FROM spans WHERE service IN ('checkout', 'payments') GROUP BY trace_id HAVING uniqExact(service) = 2 LIMIT 1")).Count == 1);
        var spans = (await observed.GetAsync($"/api/v1/traces/{traces[0][0]}")).GetProperty("spans");
        Assert.Superset(new HashSet<string?> { "checkout", "payments" }, spans.EnumerateArray().Select(span => span.GetProperty("service").GetString()).ToHashSet());
    }

    private static ServerProcess StartEvaluator(TeamOfProcesses team, string name, GateReceiver receiver) => team.Start(
        name, "alerts",
        $"--Observe:Alerts:AllowedTargets=127.0.0.1:{receiver.Address.Port}",
        "--Observe:Alerts:RetryDelays=" + string.Join(' ', Enumerable.Repeat("500ms", 40)),
        "--Observe:Alerts:StandbyAfter=00:00:05");

    private static async Task<string> AddRuleAsync(Observed observed, GateReceiver receiver)
    {
        var webhook = await observed.PostAsync("/api/v1/alerts/webhooks", new { name = "gate", url = receiver.Address });
        var rule = await observed.PostAsync("/api/v1/alerts/rules", new
        {
            name = "it is used",
            type = "invocations",
            function = "crash",
            threshold = 0.5,
            window = "30m",
            interval = "1s",
            evaluationDelay = "0s",
            groupWait = "0s",
            webhookIds = new[] { webhook.GetProperty("id").GetString() },
        });
        return rule.GetProperty("id").GetString()!;
    }

    private static async Task<int> EvaluationsAsync(Observed observed, string rule) => int.Parse(
        (await observed.RowsAsync($"SELECT uniqExact(at) FROM alert_evaluations WHERE rule_id = '{rule}'"))[0][0], CultureInfo.InvariantCulture);

    /// <summary>Returns when so many processes say that they are there, to evaluate rules or to stand by.</summary>
    private static Task ClaimsAsync(Observed observed, int count) => Observed.UntilAsync(async () => (await observed.RowsAsync(
        "SELECT process_id FROM work_claims GROUP BY process_id HAVING argMax(state, beat) != 'Gone' AND max(beat) > now64(3) - INTERVAL 2 SECOND")).Count == count);

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : standard;
}
