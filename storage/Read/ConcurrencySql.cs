using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>
/// SQL of the exact concurrency in equal cells of time, from the intervals <c>[start, end)</c> of all invocations: ends before starts at equal
/// times, and a cell begins with what is already running.
/// </summary>
internal static class ConcurrencySql
{
    /// <summary>
    /// A subquery with the columns function_id, cell (its number since <paramref name="origin"/>), peak and busy_ns (the sum of the running
    /// times within the cell).
    /// </summary>
    /// <param name="merged">A subquery of <see cref="MergedInvocations"/>.</param>
    /// <param name="range">What lies outside is cut off.</param>
    /// <param name="width">Of a cell, nanoseconds.</param>
    /// <param name="cells">A condition over the number <c>cell</c>; "1" for all.</param>
    public static string Of(string merged, TimeRange range, long origin, long width, string cells, SqlParameters parameters)
    {
        var from = parameters.Add("Int64", range.FromUnixNanoseconds);
        var to = parameters.Add("Int64", range.ToUnixNanoseconds);
        var zero = parameters.Add("Int64", origin);
        var size = parameters.Add("Int64", width);
        return
            "SELECT function_id, cell, toUInt32(max(running)) AS peak, toUInt64(sum(busy)) AS busy_ns FROM ("
            + "SELECT function_id, cell, mark.3 AS busy, sum(mark.2) OVER "
            + "(PARTITION BY function_id, cell ORDER BY mark.1, mark.2 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM ("
            + "SELECT function_id, cell, arrayJoin([(begun, 1, ended - begun), (ended, -1, toInt64(0))]) AS mark FROM ("
            + $"SELECT function_id, arrayJoin(range(intDiv(shown - {zero}, {size}), intDiv(hidden - 1 - {zero}, {size}) + 1)) AS cell, "
            + $"greatest(shown, {zero} + (cell * {size})) AS begun, least(hidden, {zero} + ((cell + 1) * {size})) AS ended FROM ("
            + $"SELECT function_id, greatest(start_ns, {from}) AS shown, least(until_ns, start_ns + {InvocationReach.LongestInvocation}, {to}) AS hidden "
            + $"FROM ({merged}) WHERE hidden > shown) WHERE {cells}))) GROUP BY function_id, cell";
    }
}
