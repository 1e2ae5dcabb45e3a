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

    /// <summary>So many slots that fail one after the other are no longer about the slots: the engine is at fault, and the rest waits.</summary>
    private const int MostFailuresInARow = 3;

    /// <param name="slots">Those of a day one after another, in order.</param>
    /// <returns>
    /// Piece by piece those that are done. A piece that fails is tried slot by slot, and a slot that fails alone is answered with why, so that it
    /// does not hold up those after it.
    /// </returns>
    public static async IAsyncEnumerable<RolledPiece> RollAsync(
        this IRollup rollup, IReadOnlyList<int> slots, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        var alone = 0;
        for (var next = 0; next < slots.Count;)
        {
            var near = Near(slots, next, alone > 0 ? 1 : MostSlots);
            var piece = await TryAsync(rollup, near, cancellationToken);
            if (piece.Failure is not null && near.Length > 1)
            {
                alone = near.Length;
                continue;
            }
            failures = piece.Failure is null ? 0 : failures + 1;
            alone = Math.Max(0, alone - piece.Tried);
            next += piece.Tried;
            yield return piece;
            if (failures == MostFailuresInARow)
            {
                yield break;
            }
        }
    }

    private static async Task<RolledPiece> TryAsync(IRollup rollup, int[] near, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await rollup.StoredAsync(near, cancellationToken);
            var piece = Fitting(near, stored);
            return new RolledPiece(piece.Length, await rollup.WorkOutAsync(piece, stored, cancellationToken), near[0], null);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new RolledPiece(near.Length, [], near[0], failure);
        }
    }

    private static int[] Near(IReadOnlyList<int> slots, int next, int most) =>
    [
        .. slots.Skip(next)
            .TakeWhile(slot => slot < slots[next] + most && RollupSlot.DayOf(slot) == RollupSlot.DayOf(slots[next])),
    ];

    private static int[] Fitting(int[] slots, Dictionary<int, long> stored)
    {
        var sum = 0L;
        return [.. slots.TakeWhile((slot, index) => (sum += stored.GetValueOrDefault(slot)) <= MostRecords || index == 0)];
    }
}
