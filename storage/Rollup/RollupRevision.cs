using Observe.Storage.Engine;

namespace Observe.Storage.Rollup;

/// <summary>
/// Numbers the results of working slots out: the greatest of a slot is its last, also when the clock was set back or another process has
/// another, and no two slots have the same.
/// </summary>
internal static class RollupRevision
{
    /// <summary>Low bits that tell slots apart: enough for ten years of them.</summary>
    private const int SlotBits = 20;

    private const ulong SlotMask = (1UL << SlotBits) - 1;

    /// <summary>The next of some slots, without the low bits.</summary>
    /// <param name="table">With the columns <c>slot</c> and <c>revision</c>.</param>
    /// <param name="slots">In order.</param>
    public static async Task<ulong> NextAsync(
        ClickHouseDatabase database, string table, int[] slots, TimeProvider time, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var first = parameters.Add("UInt32", RollupSlot.SecondsOf(slots[0]));
        var last = parameters.Add("UInt32", RollupSlot.SecondsOf(slots[^1]));
        var newest = await database.QueryAsync(
            $"SELECT max(revision) FROM {table} WHERE slot >= toDateTime({first}, 'UTC') AND slot <= toDateTime({last}, 'UTC')",
            parameters, row => (ulong)row.GetValue(0), cancellationToken);
        var now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        return Math.Max(now, (newest[0] >> SlotBits) + 1) << SlotBits;
    }

    /// <summary>SQL of the revision of one slot.</summary>
    /// <param name="next">SQL of what <see cref="NextAsync"/> answered, UInt64.</param>
    /// <param name="slot">SQL of the number of the slot, which is not negative.</param>
    public static string Of(string next, string slot) => $"{next} + bitAnd(toUInt64({slot}), {SlotMask})";

    /// <summary>The same as a number.</summary>
    public static ulong Of(ulong next, int slot) => next + ((ulong)slot & SlotMask);

    /// <summary>It is one of the slots <c>[from, to)</c>.</summary>
    public static bool IsOf(ulong revision, int from, int to) => ((revision - (ulong)from) & SlotMask) < (ulong)(to - from);
}
