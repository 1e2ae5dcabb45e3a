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
            $"SELECT toUInt32(slot) FROM trace_slots WHERE trace_id = toFixedString(unhex({own.Add("String", traceId.ToString())}), 16)",
            own, row => (int)(row.Number(0) / RollupSlot.Seconds), cancellationToken);
        return $" AND {Condition(slots.Union(unrolled), parameters)}";
    }

    /// <summary>
    /// The slots of a range, outside of a nearer one, whose spans are not in the rollups yet; null when the rollups cannot say where
    /// the spans of a trace are.
    /// </summary>
    public IReadOnlyList<int>? UnrolledOutside(TimeRange near, TimeRange wide)
    {
        if (ledgers.Spans.OthersStore
            || ledgers.Spans.Unrolled(RollupSlot.Of(wide.FromUnixNanoseconds), RollupSlot.From(wide.ToUnixNanoseconds), RolledSpans.MostUnrolled) is not { } unrolled)
        {
            return null;
        }
        var (from, to) = (RollupSlot.From(near.FromUnixNanoseconds), RollupSlot.Of(near.ToUnixNanoseconds));
        return [.. unrolled.Where(slot => slot < from || slot >= to)];
    }

    /// <summary>The slots of a range, outside of a nearer one, in which one of the traces has spans, as far as the rollups know.</summary>
    public Task<IReadOnlyList<int>> OutsideAsync(IReadOnlyList<TraceId> traces, TimeRange near, TimeRange wide, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var ids = parameters.Add("Array(String)", traces.Select(trace => trace.ToString()).ToArray());
        return database.QueryAsync(
            $"SELECT DISTINCT toUInt32(slot) FROM trace_slots WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids})), 16)) "
            + $"AND slot >= toDateTime({Seconds(RollupSlot.Of(wide.FromUnixNanoseconds))}, 'UTC') AND slot < toDateTime({Seconds(RollupSlot.From(wide.ToUnixNanoseconds))}, 'UTC') "
            + $"AND (slot < toDateTime({Seconds(RollupSlot.From(near.FromUnixNanoseconds))}, 'UTC') OR slot >= toDateTime({Seconds(RollupSlot.Of(near.ToUnixNanoseconds))}, 'UTC'))",
            parameters, row => (int)(row.Number(0) / RollupSlot.Seconds), cancellationToken);

        string Seconds(int slot) => parameters.Add("UInt32", RollupSlot.SecondsOf(Math.Clamp(slot, 0, RollupSlot.Last)));
    }

    /// <summary>A condition over spans: they start in one of the slots.</summary>
    public static string Condition(IEnumerable<int> slots, SqlParameters parameters) =>
        $"toStartOfMinute(start_time) IN (SELECT toDateTime(arrayJoin({parameters.Add("Array(UInt32)", RollupSlot.MinutesOf(slots))}), 'UTC'))";
}
