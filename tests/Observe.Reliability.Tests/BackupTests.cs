using System.Diagnostics;
using System.Globalization;
using Observe.Reliability.Tests.Load;
using Observe.Reliability.Tests.Server;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>
/// What survives the loss of the data folder, and a start that is killed while it makes or changes tables. OBSERVE_MIGRATION_KILLS sets how often the latter (4).
/// </summary>
public sealed class BackupTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Restore_OfABackupTakenUnderLoad_HasAllThatWasAcknowledgedBefore()
    {
        using var data = DataFolder.OnTheDisk();
        using var empty = DataFolder.OnTheDisk();
        await using var listener = await WebhookListener.StartAsync();
        string backup, webhook;
        string[] before;
        await using (var server = Start(data, listener))
        {
            using var observed = await Observed.OfAsync(server);
            webhook = (await observed.PostAsync("/api/v1/alerts/webhooks", new { name = "listener", url = listener.Address })).GetProperty("id").GetString()!;
            await using var load = new SendersOfAllKinds(await server.ListeningAsync("otlp-grpc"), await server.ListeningAsync("otlp-http"), Environment.TickCount);
            for (var round = 0; round < 5; round++)
            {
                await load.EachAcknowledgedAsync(Patience);
            }
            before = [.. load.Requests.Where(request => request.IsAcknowledged).SelectMany(request => request.Records).Select(record => record.SpanId)];
            var clock = Stopwatch.StartNew();
            backup = (await observed.PostAsync("/api/v1/storage/backups", new { })).GetProperty("folder").GetString()!;
            output.WriteLine($"{before.Length} records were acknowledged before; the backup took {clock.Elapsed.TotalSeconds:0.0} s under load");
            await load.FinishAsync(Patience);
            await server.EndAsync("KILL", Patience);
        }
        // On a machine of its own: nothing of the former folder is left.
        var moved = Path.Combine(empty.Path, "moved");
        Directory.Move(backup, moved);
        var fresh = Path.Combine(empty.Path, "data");

        await using var restored = ServerProcess.StartOn(fresh, [.. Switches(listener), $"--restore={moved}"]);
        using var seen = await Observed.OfAsync(restored);
        var there = (await seen.RowsAsync("SELECT lower(hex(span_id)) FROM spans UNION ALL SELECT lower(hex(span_id)) FROM logs")).Select(row => row[0]).ToHashSet();
        Assert.NotEmpty(before);
        Assert.Empty(before.Except(there));
        Assert.NotEmpty((await seen.GetAsync("/api/v1/traces")).GetProperty("items").EnumerateArray());
        // Its secret was protected with the key ring.
        await seen.PostAsync($"/api/v1/alerts/webhooks/{webhook}/test", new { });
        Assert.StartsWith("v1,", (await listener.NextAsync(Patience)).Headers["webhook-signature"], StringComparison.Ordinal);
        Assert.Equal(0, await restored.EndAsync("TERM", Patience));

        await using var again = ServerProcess.StartOn(fresh, $"--restore={moved}");
        Assert.Equal(1, await again.ExitAsync(Patience));
        Assert.Contains("There are data in", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_WhileTablesAreMade_LeavesAFolderThatTheNextStartCompletes()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("OBSERVE_MIGRATION_KILLS") ?? "4", CultureInfo.InvariantCulture);
        using var whole = DataFolder.OnTheDisk();
        using var killed = DataFolder.OnTheDisk();
        var expected = await SchemaAsync(whole);
        var seen = new List<int>();
        for (var kill = 0; kill < kills; kill++)
        {
            await using var server = ServerProcess.StartOn(killed.Path);
            // Further on each time, by what is there and not by time.
            var tables = Tables(killed);
            await Observed.UntilAsync(() => Task.FromResult(Tables(killed) > tables || server.Output.Contains("listening ui", StringComparison.Ordinal)));
            await server.EndAsync("KILL", Patience);
            seen.Add(Tables(killed));
        }

        Assert.Equal(expected, await SchemaAsync(killed));

        output.WriteLine($"killed at {string.Join(", ", seen)} of {Tables(killed)} files of tables");
        Assert.Contains(seen, tables => tables < Tables(killed));
    }

    /// <summary>How many tables the engine has written the definition of.</summary>
    private static int Tables(DataFolder data)
    {
        var metadata = Path.Combine(data.Path, "clickhouse", "store");
        return Directory.Exists(metadata) ? Directory.EnumerateFiles(metadata, "*.sql", SearchOption.AllDirectories).Count() : 0;
    }

    private static async Task<string> SchemaAsync(DataFolder data)
    {
        await using var server = ServerProcess.StartOn(data.Path, "--Observe:Storage:HttpUrl=http://127.0.0.1:0");
        using var observed = await Observed.OfAsync(server);
        var rows = await observed.RowsAsync(
            "SELECT concat(name, ': ', create_table_query) FROM system.tables WHERE database = 'observe' ORDER BY name UNION ALL SELECT toString(number) FROM schema_versions FINAL ORDER BY number");
        await server.EndAsync("TERM", Patience);
        return string.Join('\n', rows.Select(row => row[0]));
    }

    private static ServerProcess Start(DataFolder data, WebhookListener listener) => ServerProcess.StartOn(data.Path, Switches(listener));

    private static string[] Switches(WebhookListener listener) =>
        [$"--Observe:Alerts:AllowedTargets=127.0.0.1:{listener.Address.Port}", "--Observe:Storage:HttpUrl=http://127.0.0.1:0"];
}
