using Observe.Collector.Tests.Fakes;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Batch;

public sealed class BlockBatcherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTelemetryWriter _writer = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Add_EnoughRows_FlushesAtOnce()
    {
        await using var batching = new BatchingHarness(_folder, _writer, new CollectorOptions { BatchRows = 10 });

        await batching.AppendAsync(SomeBlocks.Of(1, rows: 6));
        await batching.AppendAsync(SomeBlocks.Of(2, rows: 6));
        await _writer.Until(writer => writer.Inserts == 1);

        Assert.Equal(12, Assert.Single(_writer.Batches).Rows);
    }

    [Fact]
    public async Task Add_EnoughBytes_FlushesAtOnce()
    {
        await using var batching = new BatchingHarness(_folder, _writer, new CollectorOptions { BatchBytes = 1_000 });

        await batching.AppendAsync(SomeBlocks.Of(1, bytes: 1_000));

        await _writer.Until(writer => writer.Inserts == 1);
    }

    [Fact]
    public async Task Add_FewRows_FlushesAfterBatchAge()
    {
        await using var batching = new BatchingHarness(_folder, _writer);
        await batching.AppendAsync(SomeBlocks.Of(1));
        batching.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, _writer.Inserts);

        batching.Time.Advance(TimeSpan.FromMilliseconds(1));

        await _writer.Until(writer => writer.Inserts == 1);
    }

    [Fact]
    public async Task Add_TablesAndDays_EachIsItsOwnBatch()
    {
        await using var batching = new BatchingHarness(_folder, _writer);
        var yesterday = SomeBlocks.Day.AddDays(-1);
        await batching.AppendAsync(
            SomeBlocks.Of(1), SomeBlocks.Of(2, day: yesterday), SomeBlocks.Of(3, TelemetryTable.Logs), SomeBlocks.Of(4, TelemetryTable.Resources));
        await batching.AppendAsync(SomeBlocks.Of(5));

        await batching.DrainAsync();

        Assert.Equal(
            [(TelemetryTable.Spans, yesterday, 1L), (TelemetryTable.Spans, SomeBlocks.Day, 2L), (TelemetryTable.Logs, SomeBlocks.Day, 1L), (TelemetryTable.Resources, SomeBlocks.Day, 1L)],
            _writer.Batches.Select(batch => (batch.Table, batch.Day, batch.Rows)).OrderBy(batch => batch.Table).ThenBy(batch => batch.Day));
        Assert.Equal(4, _writer.Batches.Select(batch => batch.BatchId).Distinct().Count());
    }

    [Fact]
    public async Task Add_WhileInserting_OneInsertAtATime()
    {
        var gate = new TaskCompletionSource();
        var inFlight = 0;
        var most = 0;
        _writer.BeforeInsert = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            await gate.Task;
            Interlocked.Decrement(ref inFlight);
        };
        await using var batching = new BatchingHarness(_folder, _writer, new CollectorOptions { BatchRows = 1 });
        await batching.AppendAsync(SomeBlocks.Of(1));
        await batching.AppendAsync(SomeBlocks.Of(2));
        await batching.AppendAsync(SomeBlocks.Of(3));

        gate.SetResult();
        await batching.DrainAsync();

        Assert.Equal(1, most);
        Assert.Equal([1, 2, 3], _writer.Payloads(TelemetryTable.Spans).Select(SomeBlocks.IdOf));
    }

    [Fact]
    public async Task Insert_DownThenUp_StoresOnce()
    {
        _writer.BeforeInsert = _ => throw new HttpRequestException("Connection refused");
        await using var batching = new BatchingHarness(_folder, _writer, new CollectorOptions { BatchRows = 1 }, TimeProvider.System);
        await batching.AppendAsync(SomeBlocks.Of(1));
        await _writer.Until(writer => writer.Failures == 3);
        Assert.Equal(0, batching.StoredThrough);

        _writer.BeforeInsert = _ => Task.CompletedTask;
        await batching.DrainAsync();

        Assert.Equal(1, _writer.Rows(TelemetryTable.Spans));
        Assert.Equal(1, batching.StoredThrough);
    }

    [Fact]
    public async Task Insert_AnswerLost_IsNotRepeated()
    {
        var lost = false;
        _writer.AfterInsert = _ => lost ? Task.CompletedTask : throw Lose();
        await using var batching = new BatchingHarness(_folder, _writer, new CollectorOptions { BatchRows = 1 }, TimeProvider.System);

        await batching.AppendAsync(SomeBlocks.Of(1));
        await batching.DrainAsync();

        Assert.Equal(1, _writer.Rows(TelemetryTable.Spans));
        Assert.Equal(0, _writer.Deletes);

        HttpRequestException Lose()
        {
            lost = true;
            return new HttpRequestException("The connection was reset");
        }
    }

    [Fact]
    public async Task Insert_RefusedForGood_IsQuarantinedAndOthersGoOn()
    {
        _writer.BeforeInsert = batch => SomeBlocks.IdOf(batch.Blocks[0].Bytes.ToArray()) == 1
            ? throw new BatchRefusedException("Type mismatch")
            : Task.CompletedTask;
        await using var batching = new BatchingHarness(_folder, _writer, new CollectorOptions { BatchRows = 1 }, TimeProvider.System);

        await batching.AppendAsync(SomeBlocks.Of(1, rows: 5, bytes: 64));
        await batching.AppendAsync(SomeBlocks.Of(2, rows: 7));
        await batching.DrainAsync();

        Assert.Equal(7, _writer.Rows(TelemetryTable.Spans));
        Assert.Equal(5, batching.Counter("quarantined.spans"));
        Assert.Equal(7, batching.Counter("stored.spans"));
        Assert.Equal(2, batching.StoredThrough);
        var native = Directory.EnumerateFiles(batching.QuarantineFolder, "*.native").Single();
        Assert.Equal(SomeBlocks.Payload(1, 64), await File.ReadAllBytesAsync(native));
        Assert.Contains("Type mismatch", await File.ReadAllTextAsync(Path.ChangeExtension(native, ".json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_WholeSegments_AreDeleted()
    {
        await using var batching = new BatchingHarness(
            _folder, _writer, new CollectorOptions { BatchRows = 1, JournalSegmentBytes = 4_096 });
        for (var id = 0; id < 20; id++)
        {
            await batching.AppendAsync(SomeBlocks.Of(id, bytes: 1_000));
        }

        await batching.DrainAsync();

        Assert.Equal(20, batching.StoredThrough);
        Assert.True(batching.Journal.Bytes < 8_192, $"{batching.Journal.Bytes} bytes are left");
    }
}
