using System.Globalization;
using Observe.Storage.Engine;

namespace Observe.Storage.Rollup;

/// <summary>Tells in which minutes the spans of a trace are, so that one is found without looking everywhere.</summary>
internal sealed class TraceMinutes(ClickHouseDatabase database, RollupLedger ledger)
{
    private const int MostUnrolled = 240;

    /// <summary>A condition for a WHERE clause over spans; empty when all of them have to be looked at.</summary>
    public async Task<string> ConditionAsync(TraceId traceId, SqlParameters parameters, CancellationToken cancellationToken)
    {
        if (ledger.Unrolled(int.MinValue, int.MaxValue, MostUnrolled) is not { } unrolled)
        {
            return "";
        }
        var own = new SqlParameters();
        var minutes = await database.QueryAsync(
            $"SELECT DISTINCT toUInt32(minute) FROM trace_minutes WHERE trace_id = toFixedString(unhex({own.Add("String", traceId.ToString())}), 16)",
            own, row => Convert.ToUInt32(row.GetValue(0), CultureInfo.InvariantCulture), cancellationToken);
        var seconds = minutes.Concat(unrolled.Select(minute => (uint)minute * 60)).Distinct().ToArray();
        return $" AND toStartOfMinute(start_time) IN (SELECT toDateTime(arrayJoin({parameters.Add("Array(UInt32)", seconds)}), 'UTC'))";
    }
}
