using System.Runtime.CompilerServices;

namespace Observe.Storage.Rollup;

/// <summary>What is kept of slots: compares it with the records that it is made of, and works it out from those.</summary>
internal interface IRollup
{
    /// <summary>The table of the records, for metrics.</summary>
    string Records { get; }

    /// <summary>Which slots have to be worked out.</summary>
    RollupLedger Ledger { get; }

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

/// <summary>Works out any number of slots.</summary>
internal static class Rollups
{
    /// <summary>What one statement works out: bounds its memory, and how long a slow disk holds up the rest.</summary>
    private const long MostRecords = 1_000_000;

    private const int MostSlots = 72;

    /// <summary>A single thread: the rollups must not slow the inserts and the reads of people.</summary>
    public const string Modestly = "SETTINGS max_threads = 1, max_insert_threads = 1";

    /// <param name="slots">In order.</param>
    /// <returns>Those that are done, piece by piece.</returns>
    public static async IAsyncEnumerable<IReadOnlyList<int>> RollAsync(
        this IRollup rollup, IReadOnlyList<int> slots, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var done = 0; done < slots.Count;)
        {
            var first = slots[done];
            var near = slots.Skip(done)
                .TakeWhile(slot => slot < first + MostSlots && RollupSlot.DayOf(slot) == RollupSlot.DayOf(first)).ToArray();
            var stored = await rollup.StoredAsync(near, cancellationToken);
            var piece = Fitting(near, stored);
            yield return await rollup.WorkOutAsync(piece, stored, cancellationToken);
            done += piece.Length;
        }
    }

    private static int[] Fitting(int[] slots, Dictionary<int, long> stored)
    {
        var sum = 0L;
        return [.. slots.TakeWhile((slot, index) => (sum += stored.GetValueOrDefault(slot)) <= MostRecords || index == 0)];
    }
}
