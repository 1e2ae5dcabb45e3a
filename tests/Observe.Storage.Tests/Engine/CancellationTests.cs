using System.Diagnostics;
using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

public class CancellationTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    /// <summary>Far above what the tests wait: only the cancellation can have ended the statement.</summary>
    private static readonly ReadLimits LongLimits = new() { MaxExecutionSeconds = 61 };

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task QueryAsync_Cancelled_EndsInTheEngine()
    {
        var database = fixture.Under(LongLimits);
        using var caller = new CancellationTokenSource();
        var mark = Guid.NewGuid().ToString("N");
        var running = database.QueryAsync(Endless(mark), null, row => 0, caller.Token);
        await UntilAsync(mark, 1);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await UntilAsync(mark, 0);
    }

    [Fact]
    public async Task QueryAsync_CancelledManyTimes_LeavesTheConnectionsUsable()
    {
        var database = fixture.Under(LongLimits);
        var mark = Guid.NewGuid().ToString("N");

        for (var round = 0; round < 12; round++)
        {
            using var caller = new CancellationTokenSource();
            var running = database.QueryAsync(Endless(mark), null, row => 0, caller.Token);
            if (round % 3 > 0)
            {
                await UntilAsync(mark, 1);
            }
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
            var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => database.QueryAsync(
                $"SELECT toInt32({number})", null, row => row.GetInt32(0), default)));
            Assert.Equal([0, 1, 2, 3], others.Select(rows => Assert.Single(rows)));
        }
        await UntilAsync(mark, 0);
    }

    private static string Endless(string mark) =>
        $"SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1 AND '{mark}' != ''";

    /// <summary>Asks the engine until so many statements with the mark run.</summary>
    private async Task UntilAsync(string mark, int count)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var running = await fixture.Database.QueryAsync(
                $"SELECT toInt32(count()) FROM system.processes WHERE position(query, '{mark}') > 0 AND position(query, 'system.processes') = 0",
                null, row => row.GetInt32(0), default);
            if (running[0] == count)
            {
                return;
            }
            Assert.True(watch.Elapsed < Soon, $"{running[0]} statements run, not {count}");
        }
    }
}
