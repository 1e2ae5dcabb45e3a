using Observe.Collector.Journal;
using Observe.Collector.Tests.Fakes;

namespace Observe.Collector.Tests.Journal;

/// <summary>What a journal has promised so far, and whether one that was opened after a crash keeps it.</summary>
internal sealed class JournalHistory
{
    private readonly HashSet<int> _appended = [];
    private readonly SortedDictionary<long, int> _acknowledged = [];
    private readonly List<JournalCut> _cuts = [];
    private readonly HashSet<ulong> _confirmed = [];
    private long _released;

    public int Acknowledged => _acknowledged.Count;

    public long LastCut => _cuts.Count == 0 ? 0 : _cuts[^1].LastEntry;

    public long LastEntry => _acknowledged.Count == 0 ? 0 : _acknowledged.Keys.Last();

    public JournalCut? OldestOpenCut => _cuts.FirstOrDefault(cut => !_confirmed.Contains(cut.Batch.BatchId));

    /// <summary>Everything up to here is confirmed.</summary>
    public long Confirmed => OldestOpenCut is { } open ? open.FirstEntry - 1 : LastCut;

    public int NewId()
    {
        _appended.Add(_appended.Count);
        return _appended.Count - 1;
    }

    public void Took(long entry, int id) => _acknowledged[entry] = id;

    public void Took(JournalCut cut) => _cuts.Add(cut);

    public void TookConfirm(JournalCut cut) => _confirmed.Add(cut.Batch.BatchId);

    public void Released(long through) => _released = through;

    /// <summary>Throws when a promise is broken; afterwards counts what came through the crash as promised.</summary>
    public void Check(IngestJournal journal)
    {
        var replay = journal.Replay;
        var numbers = replay.Entries.Select(entry => entry.Number).ToList();
        Require(numbers.SequenceEqual(numbers.Order()) && numbers.Distinct().Count() == numbers.Count, "entries are out of order");
        var found = replay.Entries.ToDictionary(entry => entry.Number, entry => IdOf(journal, entry));
        Require(found.Values.Distinct().Count() == found.Count, "an entry is there twice");
        Require(found.Values.All(_appended.Contains), "an entry was never appended");
        foreach (var (number, id) in _acknowledged)
        {
            var isThere = found.TryGetValue(number, out var actual);
            Require(isThere || number <= _released, $"the acknowledged entry {number} is lost");
            Require(!isThere || actual == id, $"the acknowledged entry {number} is another one");
        }
        Require(journal.LastEntry >= LastEntry, $"the count fell back from {LastEntry} to {journal.LastEntry}");

        var cuts = replay.Unconfirmed.Concat(replay.Confirmed).ToHashSet();
        foreach (var cut in _cuts.Where(cut => numbers.Exists(number => number >= cut.FirstEntry && number <= cut.LastEntry)))
        {
            Require(cuts.Contains(cut), $"entries {cut.FirstEntry} to {cut.LastEntry} are there and their cut is lost");
            Require(
                !_confirmed.Contains(cut.Batch.BatchId) || replay.Confirmed.Contains(cut),
                $"entries {cut.FirstEntry} to {cut.LastEntry} are there and their confirmation is lost");
        }
        Adopt(replay, found);
    }

    /// <summary>What was not acknowledged and is there all the same is from now on as good as the rest.</summary>
    private void Adopt(JournalReplay replay, Dictionary<long, int> found)
    {
        foreach (var (number, id) in found)
        {
            _acknowledged[number] = id;
        }
        _cuts.AddRange(replay.Unconfirmed.Concat(replay.Confirmed).Where(cut => !_cuts.Contains(cut)));
        _cuts.Sort((left, right) => left.FirstEntry.CompareTo(right.FirstEntry));
        _confirmed.UnionWith(replay.Confirmed.Select(cut => cut.Batch.BatchId));
    }

    private static int IdOf(IngestJournal journal, JournalEntry entry)
    {
        var payload = journal.Read(entry.Blocks.Single());
        var id = SomeBlocks.IdOf(payload);
        Require(payload.AsSpan().SequenceEqual(SomeBlocks.Payload(id, payload.Length)), $"the bytes of entry {entry.Number} are damaged");
        return id;
    }

    private static void Require(bool holds, string broken)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(broken);
        }
    }
}

/// <summary>The journal did not keep what it had said.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
