using Observe.Storage.Engine;

namespace Observe.Storage.Rollup;

/// <summary>Numbers the results of working slots out: the greatest is the last.</summary>
internal static class RollupRevision
{
    /// <summary>Greater than any before, also when the clock was set back or another process has another.</summary>
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
        return Math.Max((ulong)UnixTime.Nanoseconds(time.GetUtcNow()), newest[0] + 1);
    }
}
