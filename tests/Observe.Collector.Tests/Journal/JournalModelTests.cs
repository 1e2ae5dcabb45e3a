using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Observe.Collector.Journal;
using Observe.Collector.Tests.Fakes;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Journal;

/// <summary>
/// Random lives of a journal on a disk whose power is cut at any moment. OBSERVE_JOURNAL_RUNS sets how many (3,000).
/// </summary>
public sealed class JournalModelTests
{
    private static readonly int Runs = int.TryParse(
        Environment.GetEnvironmentVariable("OBSERVE_JOURNAL_RUNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var runs) ? runs : 3_000;

    private static readonly JournalLimits SmallSegments = new(long.MaxValue, 400, int.MaxValue);

    private enum Step
    {
        Append,
        AppendGroup,
        Cut,
        Confirm,
        Release,
        BreakWrites,
        BreakSyncs,
        BreakTruncates,
        Mend,
        CrashSoon,
        Crash,
    }

    private static readonly Gen<(Step Step, int Size)[]> Lives = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(Step.Append)),
            (4, Gen.Const(Step.AppendGroup)),
            (4, Gen.Const(Step.Cut)),
            (4, Gen.Const(Step.Confirm)),
            (4, Gen.Const(Step.Release)),
            (1, Gen.Const(Step.BreakWrites)),
            (1, Gen.Const(Step.BreakSyncs)),
            (1, Gen.Const(Step.BreakTruncates)),
            (3, Gen.Const(Step.Mend)),
            (3, Gen.Const(Step.CrashSoon)),
            (1, Gen.Const(Step.Crash))),
        Gen.Int[1, 6]).Array[5, 25];

    [Fact]
    public async Task Open_AfterAnyCrash_HoldsEverythingAcknowledged() =>
        await Gen.Select(Lives, Gen.Int).SampleAsync((life, seed) => LiveAsync(life, seed, DiskLies.None), iter: Runs);

    [Theory]
    [InlineData((int)DiskLies.SyncsNothing, "the acknowledged entry")]
    [InlineData((int)DiskLies.DeletesLater, "are there and their")]
    public async Task Open_OnADiskThatLies_IsCaught(int lies, string found)
    {
        // Proof that the test above can fail: the model finds what such a disk does to a journal.
        var broken = await Assert.ThrowsAsync<BrokenPromiseException>(async () =>
        {
            var random = new Random(1);
            for (var i = 0; i < 20_000; i++)
            {
                var life = Enumerable.Range(0, 40).Select(_ => ((Step)random.Next(0, 5), random.Next(1, 7))).Append((Step.CrashSoon, random.Next(1, 7)));
                await LiveAsync([.. life, .. life], i, (DiskLies)lies);
            }
        });

        Assert.Contains(found, broken.Message, StringComparison.Ordinal);
    }

    private static async Task LiveAsync((Step Step, int Size)[] life, int seed, DiskLies lies)
    {
        var random = new Random(seed);
        using var folder = TemporaryFolder.InMemory();
        var history = new JournalHistory();
        // A crash may come as early as in the first opening.
        var disk = new ModelDisk(random, lies) { OperationsUntilCrash = random.Next(2) == 0 ? random.Next(4) : null };
        var number = 0;
        var path = Path.Combine(folder.Path, "0");
        IngestJournal? journal;
        while (!TryOpen(path, disk, history, out journal))
        {
            (disk, path) = Restart(folder, ++number, disk.Image!, random, lies);
        }
        foreach (var (step, size) in life.Append((Step.Crash, 1)))
        {
            await TakeAsync(step, size, journal, disk, history);
            while (disk.Image is { } image)
            {
                await journal.DisposeAsync();
                (disk, path) = Restart(folder, ++number, image, random, lies);
                Assert.True(TryOpen(path, disk, history, out journal));
            }
        }
        await journal.DisposeAsync();
    }

    private static async Task TakeAsync(Step step, int size, IngestJournal journal, ModelDisk disk, JournalHistory history)
    {
        switch (step)
        {
            case Step.Append:
                await AppendAsync(journal, history, 1, size * 40);
                break;
            case Step.AppendGroup:
                await AppendAsync(journal, history, size, 60);
                break;
            case Step.Cut when history.LastCut < history.LastEntry:
                var (first, last) = (history.LastCut + 1, Math.Min(history.LastCut + size, history.LastEntry));
                var cut = new JournalCut(new BatchReference(TelemetryTable.Spans, SomeBlocks.Day, (ulong)((first * 1_000) + last), last - first + 1), first, last);
                if (await journal.AppendAsync(cut) == AppendOutcome.Durable)
                {
                    history.Took(cut);
                }
                break;
            case Step.Confirm when history.OldestOpenCut is { } open:
                if (await journal.AppendAsync(new JournalConfirm(TelemetryTable.Spans, SomeBlocks.Day, open.Batch.BatchId)) == AppendOutcome.Durable)
                {
                    history.TookConfirm(open);
                }
                break;
            case Step.Release:
                history.Released(history.Confirmed);
                journal.Release(history.Confirmed);
                break;
            case Step.BreakWrites:
                disk.WritesFail = true;
                break;
            case Step.BreakSyncs:
                disk.SyncsFail = true;
                break;
            case Step.BreakTruncates:
                disk.TruncatesFail = true;
                break;
            case Step.Mend:
                disk.WritesFail = disk.SyncsFail = disk.TruncatesFail = false;
                break;
            case Step.CrashSoon:
                disk.OperationsUntilCrash ??= size;
                break;
            case Step.Crash:
                disk.Crash();
                break;
            default:
                break;
        }
    }

    private static async Task AppendAsync(IngestJournal journal, JournalHistory history, int entries, int bytes)
    {
        var ids = Enumerable.Range(0, entries).Select(_ => history.NewId()).ToList();
        var outcomes = await Task.WhenAll(ids.Select(id => journal.AppendAsync([SomeBlocks.Of(id, bytes: bytes)])));
        // They were appended in this order, and so they are numbered.
        var taken = ids.Where((_, i) => outcomes[i] == AppendOutcome.Durable).ToList();
        for (var i = 0; i < taken.Count; i++)
        {
            history.Took(journal.LastEntry - taken.Count + i + 1, taken[i]);
        }
    }

    private static bool TryOpen(string path, ModelDisk disk, JournalHistory history, [NotNullWhen(true)] out IngestJournal? journal)
    {
        try
        {
            journal = IngestJournal.Open(path, SmallSegments, disk, NullLogger.Instance);
        }
        catch (IOException) when (disk.Image is not null)
        {
            journal = null;
            return false;
        }
        history.Check(journal);
        journal.Start(_ => { });
        return true;
    }

    private static (ModelDisk Disk, string Path) Restart(
        TemporaryFolder folder, int number, IReadOnlyDictionary<string, byte[]> image, Random random, DiskLies lies)
    {
        var path = Path.Combine(folder.Path, $"{number}");
        Directory.CreateDirectory(path);
        var disk = new ModelDisk(random, lies);
        foreach (var (name, content) in image)
        {
            var file = Path.Combine(path, Path.GetFileName(name));
            File.WriteAllBytes(file, content);
            disk.Add(file, content);
        }
        return (disk, path);
    }
}
