using Observe.Collector.Journal;

namespace Observe.Collector.Batch;

/// <summary>A block that waits for its batch.</summary>
/// <param name="Since">Timestamp of the clock when it began to wait.</param>
internal readonly record struct WaitingBlock(long Entry, JournalBlock Block, long Since);

/// <summary>Blocks that go into one INSERT.</summary>
/// <param name="Recovered">A former process cut it; whether it was inserted is not known.</param>
internal sealed record PlannedBatch(JournalCut Cut, IReadOnlyList<WaitingBlock> Blocks, bool Recovered);
