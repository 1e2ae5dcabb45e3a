using Observe.Storage.Engine;

namespace Observe.Storage.Rollup;

/// <summary>Calls between services out of the table node_calls where it can answer, out of the spans where it cannot (yet).</summary>
internal sealed class RolledCalls(RollupLedgers ledgers)
{
    /// <summary>A shorter range is read from the spans.</summary>
    private const int FewestSlots = 6;

    /// <summary>A subquery of the calls whose callee starts in a range: <see cref="ServiceCalls.Groups"/> and <see cref="ServiceCalls.Quantities"/>.</summary>
    public string Sql(TimeRange range, SqlParameters parameters)
    {
        var from = Math.Clamp(RollupSlot.From(range.FromUnixNanoseconds), 0, RollupSlot.Last);
        var to = Math.Clamp(RollupSlot.Of(range.ToUnixNanoseconds), 0, RollupSlot.Last);
        // A caller outside of the range may be in a slot that changed, too.
        if (to - from < FewestSlots || ledgers.Spans.Unrolled(from - ServiceCalls.Reach, to + 2, RolledSpans.MostUnrolled) is not { } changed)
        {
            return $"SELECT {ServiceCalls.Groups}, {ServiceCalls.Quantities} FROM ({ServiceCalls.OfRange(range, parameters)})";
        }
        var rolled = new RolledRange(from, to, [.. changed.Where(slot => slot >= from && slot < to)]);
        var callers = changed.Count == 0
            ? ""
            : $" AND caller_slot NOT IN (SELECT toDateTime(arrayJoin({parameters.Add("Array(UInt32)", changed.Select(RollupSlot.SecondsOf).ToArray())}), 'UTC'))";
        var sql = $"SELECT {ServiceCalls.Groups}, {ServiceCalls.Quantities} FROM node_calls FINAL WHERE {rolled.Including(parameters)}{callers}";
        var rest = rolled.Rest(range);
        return rest.Count == 0 && changed.Count == 0
            ? sql
            : $"{sql} UNION ALL SELECT {ServiceCalls.Groups}, {ServiceCalls.Quantities} FROM ({ServiceCalls.OfSlots(rest, changed, range, parameters)})";
    }
}
