using Observe.Collector.Tests.Fakes;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Batch;

/// <summary>Ends the process at each point of a batch's life; the next one must leave every acknowledged row stored once.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly CollectorOptions EachEntry = new() { BatchRows = 1 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public enum Point
    {
        BeforeCut,
        BeforeInsert,
        HalfInserted,
        AfterInsert,
        AfterConfirm,
    }

    [Theory]
    [InlineData(Point.BeforeCut)]
    [InlineData(Point.BeforeInsert)]
    [InlineData(Point.HalfInserted)]
    [InlineData(Point.AfterInsert)]
    [InlineData(Point.AfterConfirm)]
    public async Task Restart_CrashAtPoint_EveryAcknowledgedRowIsStoredOnce(Point point)
    {
        var writer = new FakeTelemetryWriter();
        using var crashed = await CrashAsync(point, writer);

        await using var restarted = new BatchingHarness(crashed, writer, EachEntry, TimeProvider.System);
        await restarted.AppendAsync(SomeBlocks.Of(3));
        await restarted.DrainAsync();

        Assert.Equal([1, 2, 3], writer.Payloads(TelemetryTable.Spans).Select(SomeBlocks.IdOf).Order());
        Assert.Equal(3, restarted.StoredThrough);
        Assert.Equal(point == Point.HalfInserted ? 1 : 0, writer.Deletes);
    }

    [Fact]
    public async Task Restart_Twice_NothingIsRepeated()
    {
        var writer = new FakeTelemetryWriter();
        await using (var first = new BatchingHarness(_folder, writer, EachEntry))
        {
            await first.AppendAsync(SomeBlocks.Of(1));
            await first.DrainAsync();
        }
        await using (var second = new BatchingHarness(_folder, writer, EachEntry))
        {
            await second.DrainAsync();
        }

        await using var third = new BatchingHarness(_folder, writer, EachEntry);
        await third.DrainAsync();

        Assert.Equal(1, writer.Rows(TelemetryTable.Spans));
        Assert.Equal(0, writer.Counts);
        Assert.Equal(1, third.StoredThrough);
    }

    [Fact]
    public async Task Counters_AfterRestart_StillAddUp()
    {
        var writer = new FakeTelemetryWriter();
        using var crashed = await CrashAsync(Point.BeforeInsert, writer);

        await using var restarted = new BatchingHarness(crashed, writer, EachEntry, TimeProvider.System);
        await restarted.DrainAsync();

        Assert.Equal(3, restarted.Counter("replayed.spans"));
        Assert.Equal(3, restarted.Counter("stored.spans"));
        Assert.Equal(0, restarted.WaitingRows(TelemetryTable.Spans));
    }

    /// <summary>Two acknowledged requests, and the disk as a kill at the point would leave it.</summary>
    private async Task<TemporaryFolder> CrashAsync(Point point, FakeTelemetryWriter writer)
    {
        var held = new TaskCompletionSource();
        var reached = new TaskCompletionSource<BlockBatch>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new CollectorOptions { BatchRows = point == Point.BeforeCut ? 1_000 : 1 };
        Task Hold(BlockBatch batch)
        {
            reached.TrySetResult(batch);
            return held.Task;
        }
        writer.BeforeInsert = point is Point.BeforeInsert or Point.HalfInserted ? Hold : writer.BeforeInsert;
        writer.AfterInsert = point == Point.AfterInsert ? Hold : writer.AfterInsert;

        await using var dying = new BatchingHarness(_folder, writer, options);
        await dying.AppendAsync(SomeBlocks.Of(1, rows: 2));
        await dying.AppendAsync(SomeBlocks.Of(2, rows: 1));
        if (point == Point.AfterConfirm)
        {
            await dying.DrainAsync();
        }
        else if (point != Point.BeforeCut)
        {
            var batch = await reached.Task;
            if (point == Point.HalfInserted)
            {
                writer.Place(batch.Reference, [.. batch.Blocks.Select(block => block with { Rows = 1 })]);
            }
        }
        var snapshot = _folder.Snapshot();
        writer.BeforeInsert = _ => Task.CompletedTask;
        writer.AfterInsert = _ => Task.CompletedTask;
        return snapshot;
    }
}
