using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Observe.Collector.Journal;
using Observe.Reliability.Tests.Load;
using Observe.Reliability.Tests.Server;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>
/// The server as people start it, killed with SIGKILL at random moments while senders of all three kinds work. OBSERVE_CRASH_KILLS
/// sets how often (10), OBSERVE_CRASH_SEED what is sent and when.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly JournalLimits NoLimits = new(long.MaxValue, long.MaxValue, int.MaxValue);

    [Fact]
    public async Task Kill_UnderLoadOfThreeProtocols_EveryAcknowledgedRecordIsThereOnce()
    {
        var kills = Setting("OBSERVE_CRASH_KILLS", 10);
        var seed = Setting("OBSERVE_CRASH_SEED", Environment.TickCount);
        output.WriteLine($"{kills} kills, seed {seed}");
        var random = new Random(seed);
        using var data = DataFolder.OnTheDisk();
        var (grpc, http) = FreePorts.Two();
        await using var load = new SendersOfAllKinds(grpc, http, seed);
        var starts = new List<TimeSpan>();
        var killedWithOpenCut = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = Start(data, grpc, http);
            var start = Stopwatch.StartNew();
            await load.NextAcknowledgementAsync().WaitAsync(Patience);
            starts.Add(start.Elapsed);
            if (kill % 2 == 0)
            {
                await load.EachAcknowledgedAsync(Patience);
            }
            // Not a wait for something: the moment of the kill is what is random.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 400)));
            await server.EndAsync("KILL", Patience);
            killedWithOpenCut += await HasOpenCutAsync(data) ? 1 : 0;
        }

        await using var last = Start(data, grpc, http);
        await load.FinishAsync(Patience);
        using var observed = await Observed.OfAsync(last);
        await observed.FreshAsync();
        var verdict = await StoredOnce.CheckAsync(observed, load.Requests);

        output.WriteLine($"{verdict}; {killedWithOpenCut} kills with an open cut; first acknowledgements after "
            + string.Join(", ", starts.Order().Select(start => $"{start.TotalSeconds:0.0}")) + $" s; without an answer: [{string.Join("; ", load.TimedOut)}]");
        Assert.Empty(load.Surprises);
        Assert.Empty(data.Quarantined);
        Assert.True(killedWithOpenCut > 0, "no kill hit a batch that was on its way");
        Assert.True(verdict.Repeated > 0, "no kill came between a commit and its answer");
        // Seconds depend on what else the machine does; the first start of this run, with nothing to replay, depends on it too.
        Assert.True(starts.Order().ElementAt(starts.Count / 2) < 3 * starts[0], "a start with something to replay takes too long");
    }

    private static ServerProcess Start(DataFolder data, Uri grpc, Uri http) => ServerProcess.StartOn(
        data.Path,
        $"--Observe:Collector:GrpcUrl={grpc}",
        $"--Observe:Collector:HttpUrl={http}",
        "--Observe:Collector:BatchAge=00:00:00.050",
        "--Observe:Storage:HttpUrl=http://127.0.0.1:0");

    /// <summary>A batch was cut and not confirmed: its INSERT had not begun, was under way, or was done and not noted.</summary>
    private static async Task<bool> HasOpenCutAsync(DataFolder data)
    {
        await using var journal = IngestJournal.Open(data.Journal, NoLimits, new JournalDisk(), NullLogger.Instance);
        return journal.Replay.Unconfirmed.Count > 0;
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : standard;
}
