using System.Runtime.CompilerServices;

namespace Observe.Storage.Rollup;

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
