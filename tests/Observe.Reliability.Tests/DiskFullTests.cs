using System.Diagnostics;
using Observe.Reliability.Tests.Load;
using Observe.Reliability.Tests.Server;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>The server on a disk that fills up and is emptied again. Needs to mount one: root on Linux.</summary>
public sealed class DiskFullTests(ITestOutputHelper output)
{
    private const int Mebibytes = 96;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task DiskFull_ThenEmptied_NothingAcknowledgedIsLostAndItRecoversByItself()
    {
        using var data = await DataFolder.OnASmallDiskAsync(Mebibytes);
        if (data is null)
        {
            output.WriteLine("not run: this process may not mount a disk; BreakableDisk stands in for it in the collector's tests");
            return;
        }
        var (grpc, http) = FreePorts.Two();
        await using var server = ServerProcess.StartOn(
            data.Path,
            $"--Observe:Collector:GrpcUrl={grpc}",
            $"--Observe:Collector:HttpUrl={http}",
            "--Observe:Collector:MaxRetryDelay=00:00:01",
            "--Observe:Storage:HttpUrl=http://127.0.0.1:0");
        try
        {
            await FillAndEmptyAsync(data, server, grpc, http);
        }
        finally
        {
            output.WriteLine(server.Output);
        }
    }

    private async Task FillAndEmptyAsync(DataFolder data, ServerProcess server, Uri grpc, Uri http)
    {
        using var observed = await Observed.OfAsync(server);
        await using var load = new SendersOfAllKinds(grpc, http, 1);
        await load.NextAcknowledgementAsync().WaitAsync(Patience);
        await observed.FreshAsync();

        var ballast = Path.Combine(data.Path, "ballast");
        await FillAsync(ballast);
        // Requests that were under way while the disk filled up may still be taken.
        for (var i = 0; i < 50; i++)
        {
            await load.NextRefusalAsync().WaitAsync(Patience);
        }
        var acknowledged = load.Requests.Count(request => request.IsAcknowledged);
        for (var i = 0; i < 50; i++)
        {
            await load.NextRefusalAsync().WaitAsync(Patience);
        }
        // The engine's merges free a little room now and then, which may take a request; what it holds is checked below.
        Assert.InRange(load.Requests.Count(request => request.IsAcknowledged) - acknowledged, 0, 5);
        Assert.Contains(load.Refusals.Keys, refusal => refusal.Contains("disk", StringComparison.Ordinal));
        Assert.NotEqual(0, (await observed.GetAsync("/api/v1/logs")).GetProperty("items").GetArrayLength());
        Assert.Equal(System.Text.Json.JsonValueKind.Object, (await observed.GetAsync("/api/v1/ingest")).ValueKind);

        File.Delete(ballast);
        var recovery = Stopwatch.StartNew();
        await load.NextAcknowledgementAsync().WaitAsync(RecoveryLimit);
        output.WriteLine($"acknowledged again after {recovery.ElapsedMilliseconds} ms; {string.Join("; ", load.Refusals)}");
        await load.FinishAsync(Patience);
        // Readers know of what waits only by heartbeats, and those could not be stored either.
        await observed.HeartbeatAsync();
        await observed.FreshAsync();
        output.WriteLine((await StoredOnce.CheckAsync(observed, load.Requests)).ToString());
        Assert.Empty(load.Surprises);
        Assert.Empty(data.Quarantined);
    }

    /// <summary>Takes every byte that is left, again and again, until the disk gives none.</summary>
    private static async Task FillAsync(string path)
    {
        var block = new byte[64 * 1024];
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = block.Length; size >= 512;)
        {
            try
            {
                await file.WriteAsync(block.AsMemory(0, size));
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }
}
