using Observe.Storage.Write;

namespace Observe.Collector.Journal;

/// <summary>One entry of the journal: the blocks of one acknowledged request, by their places on disk.</summary>
/// <param name="Number">Counts up over the whole life of the journal.</param>
/// <param name="Segment">Number of the first entry that the segment could hold; names its file.</param>
public sealed record JournalEntry(long Number, long Segment, IReadOnlyList<JournalBlock> Blocks);

/// <summary>Where a block lies; its bytes are read back when its batch is cut, so that waiting costs disk, not memory.</summary>
public sealed record JournalBlock(TelemetryTable Table, DateOnly Day, int Rows, long Segment, long Offset, int Length);

/// <summary>
/// Says, before an INSERT, which entries' blocks of one table and day it holds: all from the first entry to the last.
/// A replay rebuilds exactly that block from it.
/// </summary>
public sealed record JournalCut(BatchReference Batch, long FirstEntry, long LastEntry);

/// <summary>Says that a cut is done with.</summary>
public sealed record JournalConfirm(TelemetryTable Table, DateOnly Day, ulong BatchId);

/// <summary>What a journal holds when it is opened: everything that may not be in ClickHouse yet.</summary>
/// <param name="Entries">In order; those of finished batches are still among them until their segment goes.</param>
/// <param name="Unconfirmed">Cuts whose INSERT may or may not have happened, in order.</param>
/// <param name="Confirmed">Cuts that are done.</param>
public sealed record JournalReplay(
    IReadOnlyList<JournalEntry> Entries, IReadOnlyList<JournalCut> Unconfirmed, IReadOnlyList<JournalCut> Confirmed);

/// <summary>What became of an append.</summary>
public enum AppendOutcome
{
    /// <summary>On disk, synced.</summary>
    Durable,

    /// <summary>Over the limit; nothing was written.</summary>
    Full,

    /// <summary>The disk refused it; nothing of it counts.</summary>
    Failed,
}
