using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Write;

public class TelemetryWriterTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly TelemetryWriter _writer = fixture.Writer;

    [Fact]
    public async Task InsertAsync_ManyBlocks_AreOnePartUnderOneBatch()
    {
        var blocks = Enumerable.Range(1, 20)
            .SelectMany(number => RowBlocks.Encode(new TelemetryRows([Span(100, (ulong)number), Span(100, (ulong)number + 500)], [], [])))
            .Where(block => block.Table == TelemetryTable.Spans)
            .ToArray();
        var batch = new BatchReference(TelemetryTable.Spans, UnixTime.Day(Start), 77, 40);

        await _writer.InsertAsync(new BlockBatch(batch, blocks), default);

        Assert.Equal(40, await _writer.CountAsync(batch, default));
        var parts = await fixture.Database.QueryAsync(
            "SELECT uniqExact(_part) FROM spans WHERE batch_id = 77", null, row => Convert.ToInt32(row.GetValue(0)), default);
        Assert.Equal([1], parts);
    }

    [Fact]
    public async Task CountAsync_UnknownBatch_IsZero() =>
        Assert.Equal(0, await _writer.CountAsync(new BatchReference(TelemetryTable.Logs, UnixTime.Day(Start), 4_711, 1), default));

    [Fact]
    public async Task DeleteAsync_StoredBatch_LeavesItsNeighbours()
    {
        var first = new BatchReference(TelemetryTable.Logs, UnixTime.Day(Start), 1, 1);
        var second = first with { BatchId = ulong.MaxValue };
        var block = RowBlocks.Encode(new TelemetryRows([], [Log("a")], [])).Single(item => item.Table == TelemetryTable.Logs);
        await _writer.InsertAsync(new BlockBatch(first, [block]), default);
        await _writer.InsertAsync(new BlockBatch(second, [block]), default);

        await _writer.DeleteAsync(first, default);

        Assert.Equal(0, await _writer.CountAsync(first, default));
        Assert.Equal(1, await _writer.CountAsync(second, default));
    }

    [Fact]
    public async Task InsertAsync_BytesThatAreNoBlock_ThrowsAndStoresNothing()
    {
        var batch = new BatchReference(TelemetryTable.Logs, UnixTime.Day(Start), 99, 1);
        var broken = new NativeBlock(TelemetryTable.Logs, batch.Day, 1, new byte[] { 3, 1, 4, 1, 5 });

        await Assert.ThrowsAsync<BatchRefusedException>(() => _writer.InsertAsync(new BlockBatch(batch, [broken]), default));

        Assert.Equal(0, await _writer.CountAsync(batch, default));
    }
}
