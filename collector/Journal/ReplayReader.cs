using Observe.Storage.Write;

namespace Observe.Collector.Journal;

/// <summary>Gathers the records of all segments into what has to be done after a start.</summary>
internal sealed class ReplayReader
{
    private readonly List<JournalEntry> _entries = [];
    private readonly List<JournalCut> _cuts = [];
    private readonly HashSet<(TelemetryTable, DateOnly, ulong)> _confirmed = [];

    public long LastEntry { get; private set; }

    public void Add(JournalFraming.Frame frame, ReadOnlySpan<byte> body, JournalSegment segment)
    {
        switch (frame.Kind)
        {
            case JournalFraming.Kind.Entry:
                var entry = JournalFraming.ReadEntry(body, segment.Number, frame.BodyOffset);
                _entries.Add(entry);
                segment.LastEntry = entry.Number;
                LastEntry = Math.Max(LastEntry, entry.Number);
                break;
            case JournalFraming.Kind.Cut:
                _cuts.Add(JournalFraming.ReadCut(body));
                break;
            case JournalFraming.Kind.Confirm:
                var confirm = JournalFraming.ReadConfirm(body);
                _confirmed.Add((confirm.Table, confirm.Day, confirm.BatchId));
                break;
            default:
                throw new InvalidDataException(
                    $"The journal segment {segment.Path} holds a record of unknown kind {(byte)frame.Kind}; a newer version wrote it.");
        }
    }

    public JournalReplay ToReplay()
    {
        // A cut that was tried twice is in the journal twice, under the same id.
        var cuts = _cuts.DistinctBy(Key).ToLookup(cut => _confirmed.Contains(Key(cut)));
        return new JournalReplay(_entries, [.. cuts[false]], [.. cuts[true]]);
    }

    private static (TelemetryTable, DateOnly, ulong) Key(JournalCut cut) => (cut.Batch.Table, cut.Batch.Day, cut.Batch.BatchId);
}
