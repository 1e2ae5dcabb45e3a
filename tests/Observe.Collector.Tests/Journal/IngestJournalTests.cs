using Microsoft.Extensions.Logging.Abstractions;
using Observe.Collector.Journal;
using Observe.Collector.Tests.Fakes;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Journal;

public sealed class IngestJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BreakableDisk _disk = new();
    private readonly List<JournalEntry> _committed = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_Durable_BlockCanBeReadBack()
    {
        await using var journal = Open();

        var outcome = await journal.AppendAsync([SomeBlocks.Of(7, bytes: 100), SomeBlocks.Of(8, TelemetryTable.Logs)]);

        Assert.Equal(AppendOutcome.Durable, outcome);
        var entry = Assert.Single(_committed);
        Assert.Equal(1, entry.Number);
        Assert.Equal(SomeBlocks.Payload(7, 100), journal.Read(entry.Blocks[0]));
        Assert.Equal(SomeBlocks.Payload(8), journal.Read(entry.Blocks[1]));
    }

    [Fact]
    public async Task Append_BeforeAnswer_FileIsSynced()
    {
        await using var journal = Open();
        _disk.HoldSyncs();

        var append = journal.AppendAsync([SomeBlocks.Of(1)]);
        await _disk.SyncEntered.WaitAsync();

        Assert.False(append.IsCompleted);
        _disk.SyncGate.Set();
        Assert.Equal(AppendOutcome.Durable, await append);
    }

    [Fact]
    public async Task Append_WhileSyncing_NextGroupSharesOneSync()
    {
        await using var journal = Open();
        _disk.HoldSyncs();
        var first = journal.AppendAsync([SomeBlocks.Of(0)]);
        await _disk.SyncEntered.WaitAsync();

        var rest = Enumerable.Range(1, 50).Select(id => journal.AppendAsync([SomeBlocks.Of(id)])).ToList();
        _disk.SyncGate.Set();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal(2, _disk.Syncs - 1); // one more wrote the journal's id
        Assert.Equal(Enumerable.Range(1, 51).Select(number => (long)number), _committed.Select(entry => entry.Number));
    }

    [Fact]
    public async Task Open_AfterClose_HoldsEntriesCutsAndConfirms()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync([SomeBlocks.Of(1)]);
            await journal.AppendAsync([SomeBlocks.Of(2)]);
            await journal.AppendAsync(Cut(11, 1, 1));
            await journal.AppendAsync(new JournalConfirm(TelemetryTable.Spans, SomeBlocks.Day, 11));
            await journal.AppendAsync(Cut(12, 2, 2));
        }

        await using var reopened = Open();

        Assert.Equal([1L, 2L], reopened.Replay.Entries.Select(entry => entry.Number));
        Assert.Equal(Cut(11, 1, 1), Assert.Single(reopened.Replay.Confirmed));
        Assert.Equal(Cut(12, 2, 2), Assert.Single(reopened.Replay.Unconfirmed));
        Assert.Equal(SomeBlocks.Payload(2), reopened.Read(reopened.Replay.Entries[1].Blocks[0]));
        await reopened.AppendAsync([SomeBlocks.Of(3)]);
        Assert.Equal(3, reopened.LastEntry);
    }

    [Fact]
    public async Task Open_TailTornAtAnyByte_KeepsEveryWholeRecord()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync([SomeBlocks.Of(1)]);
            await journal.AppendAsync([SomeBlocks.Of(2)]);
        }
        var file = Directory.EnumerateFiles(_folder.Path, "*.journal").Single();
        var whole = await File.ReadAllBytesAsync(file);
        var half = whole.Length / 2;

        for (var length = half; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(file, whole[..length]);
            await using var torn = Open();

            Assert.Equal(1, Assert.Single(torn.Replay.Entries).Number);
            Assert.Equal(AppendOutcome.Durable, await torn.AppendAsync([SomeBlocks.Of(9)]));
            Assert.Equal(SomeBlocks.Payload(9), torn.Read(_committed[^1].Blocks[0]));
        }
    }

    [Fact]
    public async Task Open_BitFlippedAnywhereInLastRecord_LeavesItOut()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync([SomeBlocks.Of(1)]);
            await journal.AppendAsync([SomeBlocks.Of(2)]);
        }
        var file = Directory.EnumerateFiles(_folder.Path, "*.journal").Single();
        var whole = await File.ReadAllBytesAsync(file);

        for (var place = whole.Length / 2; place < whole.Length; place++)
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 0x40;
            await File.WriteAllBytesAsync(file, damaged);
            await using var opened = Open();

            Assert.Equal(1, Assert.Single(opened.Replay.Entries).Number);
        }
    }

    [Fact]
    public async Task Append_WriteFails_IsRefusedAndNothingOfItReturns()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync([SomeBlocks.Of(1)]);
            _disk.WritesFail = true;
            _disk.TornBytes = 20;
            Assert.Equal(AppendOutcome.Failed, await journal.AppendAsync([SomeBlocks.Of(2)]));
            _disk.WritesFail = false;
            Assert.Equal(AppendOutcome.Durable, await journal.AppendAsync([SomeBlocks.Of(3)]));
        }

        await using var reopened = Open();

        Assert.Equal([1, 3], reopened.Replay.Entries.Select(entry => SomeBlocks.IdOf(reopened.Read(entry.Blocks[0]))));
    }

    [Fact]
    public async Task Append_SyncFails_IsRefusedUntilTheDiskIsBack()
    {
        await using (var journal = Open())
        {
            _disk.SyncsFail = true;
            Assert.Equal(AppendOutcome.Failed, await journal.AppendAsync([SomeBlocks.Of(1)]));
            _disk.SyncsFail = false;
            _disk.TruncatesFail = true;
            Assert.Equal(AppendOutcome.Failed, await journal.AppendAsync([SomeBlocks.Of(2)]));
            _disk.TruncatesFail = false;
            Assert.Equal(AppendOutcome.Durable, await journal.AppendAsync([SomeBlocks.Of(3)]));
        }

        await using var reopened = Open();

        Assert.Equal(3, SomeBlocks.IdOf(reopened.Read(Assert.Single(reopened.Replay.Entries).Blocks[0])));
    }

    [Fact]
    public async Task Append_OverLimit_IsFullUntilReleased()
    {
        await using var journal = Open(new JournalLimits(4_000, 1_000, 1_000));
        var stored = 0;
        while (await journal.AppendAsync([SomeBlocks.Of(stored, bytes: 400)]) == AppendOutcome.Durable)
        {
            stored++;
        }

        Assert.InRange(stored, 5, 9);
        Assert.True(journal.Bytes <= 4_000);
        Assert.Equal(AppendOutcome.Durable, await journal.AppendAsync(Cut(1, 1, stored)));
        journal.Release(stored);
        Assert.Equal(AppendOutcome.Durable, await journal.AppendAsync([SomeBlocks.Of(99, bytes: 400)]));
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.journal"));
    }

    [Fact]
    public async Task Append_TooManyWaitingEntries_IsFull()
    {
        await using var journal = Open(new JournalLimits(1_000_000, 1_000_000, 2));
        await journal.AppendAsync([SomeBlocks.Of(1)]);
        await journal.AppendAsync([SomeBlocks.Of(2)]);

        Assert.Equal(AppendOutcome.Full, await journal.AppendAsync([SomeBlocks.Of(3)]));
        journal.Release(1);
        Assert.Equal(AppendOutcome.Durable, await journal.AppendAsync([SomeBlocks.Of(3)]));
    }

    [Fact]
    public async Task Open_EverythingReleased_CountGoesOn()
    {
        var limits = new JournalLimits(100_000, 200, 1_000);
        await using (var journal = Open(limits))
        {
            for (var id = 1; id <= 10; id++)
            {
                await journal.AppendAsync([SomeBlocks.Of(id, bytes: 100)]);
            }
            journal.Release(10);
        }

        await using var reopened = Open(limits);
        await reopened.AppendAsync([SomeBlocks.Of(11)]);

        Assert.Equal(11, _committed[^1].Number);
    }

    [Fact]
    public async Task Open_SegmentOfAnotherJournal_IsNotRead()
    {
        using var other = new TemporaryFolder();
        await using (var journal = Open())
        {
            await journal.AppendAsync([SomeBlocks.Of(1)]);
        }
        await using (var foreign = Open(folder: other.Path))
        {
            await foreign.AppendAsync([SomeBlocks.Of(2)]);
        }
        File.Copy(
            Directory.EnumerateFiles(other.Path, "*.journal").Single(),
            Directory.EnumerateFiles(_folder.Path, "*.journal").Single(), overwrite: true);

        await using var reopened = Open();

        Assert.Empty(reopened.Replay.Entries);
    }

    [Fact]
    public async Task Open_IdMissing_SaysSo()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync([SomeBlocks.Of(1)]);
        }
        File.Delete(Path.Combine(_folder.Path, "id"));

        Assert.Throws<InvalidDataException>(() => Open());
    }

    private static JournalCut Cut(ulong batchId, long first, long last) =>
        new(new BatchReference(TelemetryTable.Spans, SomeBlocks.Day, batchId, 1), first, last);

    private IngestJournal Open(JournalLimits? limits = null, string? folder = null)
    {
        var journal = IngestJournal.Open(
            folder ?? _folder.Path, limits ?? new JournalLimits(1_000_000, 100_000, 1_000), _disk, NullLogger.Instance);
        journal.Start(_committed.Add);
        while (_disk.SyncEntered.Wait(0))
        {
            // The journal's id was synced while opening; only what comes now is of interest.
        }
        return journal;
    }
}
