using Observe.Storage.Write;

namespace Observe.Storage.Rollup;

/// <summary>The ledgers of all rollups, for whoever stores records.</summary>
/// <param name="othersStore">Other processes store records too.</param>
internal sealed class RollupLedgers(TimeProvider time, bool othersStore)
{
    public RollupLedger Spans { get; } = new(time, othersStore);

    public RollupLedger Invocations { get; } = new(time, othersStore, InvocationReach.After);

    /// <summary>In the rollups of invocations; null when other processes work slots out too.</summary>
    public OutdatedRevisions? Outdated { get; } = othersStore ? null : new OutdatedRevisions();

    /// <summary>A batch is about to be stored; dispose when it is, or is not.</summary>
    /// <exception cref="InvalidDataException">A block is not one of its table.</exception>
    public IDisposable Begin(BlockBatch batch) => batch.Reference.Table switch
    {
        TelemetryTable.Spans => Spans.Begin(StoredSlots.OfSpans(batch)),
        TelemetryTable.Invocations => Invocations.Begin(StoredSlots.OfInvocations(batch)),
        // No rollup is made of the others.
        _ => Spans.Begin([]),
    };
}
