namespace Observe.Storage.Rollup;

/// <summary>What is kept of slots: compares it with the records that it is made of, and works it out from those.</summary>
internal interface IRollup
{
    /// <summary>The table of the records, for metrics.</summary>
    string Records { get; }

    /// <summary>Which slots have to be worked out.</summary>
    RollupLedger Ledger { get; }

    /// <summary>Finds out, before the first comparison, what former processes left in the rollup that does not count.</summary>
    Task NoteOutdatedAsync(CancellationToken cancellationToken);

    /// <summary>The slots in <c>[from, to)</c> that were made of another number of records than are stored.</summary>
    Task<HashSet<int>> DifferingAsync(int from, int to, CancellationToken cancellationToken);

    /// <summary>All slots that stored records have a part in, <c>[from, to)</c>; null when there are none.</summary>
    Task<(int From, int To)?> ExtentAsync(CancellationToken cancellationToken);

    /// <summary>How many stored records each of the slots is made of; those without any may be left out.</summary>
    Task<Dictionary<int, long>> StoredAsync(int[] slots, CancellationToken cancellationToken);

    /// <summary>Works the slots out, which are in order and of one day, and answers those that are done; others are put off in the ledger.</summary>
    /// <param name="stored">Read before: whatever comes meanwhile is then found by the next comparison.</param>
    Task<IReadOnlyList<int>> WorkOutAsync(int[] slots, Dictionary<int, long> stored, CancellationToken cancellationToken);
}
