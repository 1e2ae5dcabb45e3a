using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Rollup;

/// <summary>Tells in which slots the spans of a trace are, so that one is found without looking everywhere.</summary>
internal sealed class TraceSlots(ClickHouseDatabase database, RollupLedgers ledgers)
{
    /// <summary>A condition for a WHERE clause over spans; empty when all of them have to be looked at.</summary>
    public async Task<string> ConditionAsync(TraceId traceId, SqlParameters parameters, CancellationToken cancellationToken)
    {
        // What another process stored a moment ago, for any time, may be in no slot yet; the bloom filter finds it.
        if (ledgers.Spans.OthersStore || ledgers.Spans.Unrolled(int.MinValue, int.MaxValue, RolledSpans.MostUnrolled) is not { } unrolled)
        {
            return "";
        }
        var own = new SqlParameters();
        var slots = await database.QueryAsync(
            $"SELECT DISTINCT toUInt32(slot) FROM trace_slots WHERE trace_id = toFixedString(unhex({own.Add("String", traceId.ToString())}), 16)",
            own, row => (int)(row.Number(0) / RollupSlot.Seconds), cancellationToken);
        var minutes = RollupSlot.MinutesOf(slots.Union(unrolled));
        return $" AND toStartOfMinute(start_time) IN (SELECT toDateTime(arrayJoin({parameters.Add("Array(UInt32)", minutes)}), 'UTC'))";
    }
}
