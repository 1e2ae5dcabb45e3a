using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Rollup;

/// <summary>
/// Invocations and their concurrency out of the rollups where those can answer, out of the stored pieces where they cannot (yet).
/// </summary>
internal sealed class RolledInvocations(ClickHouseDatabase database, RollupLedgers ledgers, TimeProvider time)
{
    /// <summary>A shorter range is read from the pieces.</summary>
    private const int FewestSlots = 12;

    /// <summary>Of a week it is a few hours.</summary>
    private const int SmallShare = 64;

    /// <summary>
    /// Which share of a range is to be read first, one in so many (<see cref="NewestFirst"/>): all of it, or where the rollups cannot answer (yet), a small one.
    /// </summary>
    public int FirstShare(TimeRange range) => RolledWithin(range) is null && range.Nanoseconds > FewestSlots * RollupSlot.Nanoseconds ? SmallShare : 1;

    /// <summary>
    /// A subquery of the invocations that start in a range: function_id, bucket, provider, account, region, environment, function, version,
    /// architecture, memory_bytes, init_class, outcome, platform and the quantities of <see cref="InvocationRollup"/>.
    /// </summary>
    /// <param name="functionId">Null for all functions.</param>
    /// <param name="named">False leaves out what functions are called (provider to function, and platform), which is dear for what comes from pieces.</param>
    public async Task<string> StartedAsync(
        TimeRange range, HistogramGrid grid, SqlParameters parameters, ulong? functionId, CancellationToken cancellationToken, bool named = true)
    {
        var now = UnixTime.Nanoseconds(time.GetUtcNow());
        var rolled = grid.IsOfSlots ? RolledWithin(range) : null;
        if (rolled is not { } whole)
        {
            var all = await PieceScope.StartedInAsync(database, range, parameters, functionId, cancellationToken);
            return FromPieces(
                $"SELECT * FROM ({MergedInvocations.Sql(all, now, parameters)}) WHERE {MergedInvocations.Started(range, parameters)}", all, grid, parameters, named);
        }
        var bucket = grid.IndexOf($"toInt64(toUnixTimestamp(slot)) * {UnixTime.NanosecondsPerSecond}", parameters);
        var sql = $"SELECT {bucket} AS bucket, {Columns(named)} FROM invocation_slots WHERE {Kept(whole, parameters)}{Own(functionId, parameters)}";
        var rest = whole.Rest(range);
        if (rest.Count == 0)
        {
            return sql;
        }
        var pieces = await PieceScope.OfAsync(database, [.. rest.Select(RangeOf)], InvocationReach.StartSkew, parameters, functionId, cancellationToken);
        var merged = $"SELECT * FROM ({MergedInvocations.Sql(pieces, now, parameters)}) WHERE {MergedInvocations.Started(range, parameters)} "
            + $"AND intDiv(start_ns, {RollupSlot.Nanoseconds}) IN {In(rest, parameters)}";
        return $"{sql} UNION ALL {FromPieces(merged, pieces, grid, parameters, named)}";
    }

    private static string FromPieces(string merged, PieceScope pieces, HistogramGrid grid, SqlParameters parameters, bool named) =>
        $"SELECT bucket, {Columns(named)} FROM (SELECT {grid.IndexOf("start_ns", parameters)} AS bucket, function_id, version, architecture, memory_bytes, "
        + $"init_class, outcome, {InvocationRollup.QuantitiesOfMerged} FROM ({merged}) AS m "
        + $"GROUP BY function_id, bucket, version, architecture, memory_bytes, init_class, outcome) AS own {(named ? InvocationRollup.WithNames(pieces.Near) : "")}";

    private static string Columns(bool named) =>
        (named ? "provider, account, region, environment, function, platform, " : "")
        + $"function_id, version, architecture, memory_bytes, init_class, outcome, {InvocationRollup.Quantities}";

    /// <summary>A subquery of what runs in a range, by slot: function_id, cell (the slot's number), peak, busy_ns.</summary>
    /// <param name="functionId">Null for all functions.</param>
    public async Task<string> RunningAsync(TimeRange range, SqlParameters parameters, ulong? functionId, CancellationToken cancellationToken)
    {
        var now = UnixTime.Nanoseconds(time.GetUtcNow());
        if (RolledWithin(range) is not { } rolled)
        {
            var all = await PieceScope.RunningInAsync(database, range, parameters, functionId, cancellationToken);
            return ConcurrencySql.Of(MergedInvocations.Sql(all, now, parameters), range, 0, RollupSlot.Nanoseconds, "1", parameters);
        }
        var sql = $"SELECT function_id, toInt64(intDiv(toUnixTimestamp(slot), {RollupSlot.Seconds})) AS cell, peak, busy_ns "
            + $"FROM concurrency_slots WHERE {Kept(rolled, parameters)}{Own(functionId, parameters)}";
        var rest = rolled.Rest(range);
        if (rest.Count == 0)
        {
            return sql;
        }
        var pieces = await PieceScope.OfAsync(database, [.. rest.Select(RangeOf)], InvocationReach.Before, parameters, functionId, cancellationToken);
        var merged = MergedInvocations.Sql(pieces, now, parameters);
        return $"{sql} UNION ALL {ConcurrencySql.Of(merged, range, 0, RollupSlot.Nanoseconds, $"cell IN {In(rest, parameters)}", parameters)}";
    }

    /// <summary>The start of the slot in which the newest so many of a function begin; null when the rollups cannot tell (yet), or hold fewer.</summary>
    /// <param name="condition">" AND ..." over version, init_class and outcome; empty for all.</param>
    /// <param name="parameters">Those of the condition.</param>
    public async Task<long?> StartOfNewestAsync(
        TimeRange range, ulong functionId, string condition, int count, SqlParameters parameters, CancellationToken cancellationToken)
    {
        if (RolledWithin(range) is not { } whole)
        {
            return null;
        }
        // Each of these slots has one at least.
        var newest = await database.QueryAsync(
            $"SELECT slot, sum(invocations) FROM invocation_slots WHERE {Kept(whole, parameters)}{Own(functionId, parameters)}{condition} "
            + $"GROUP BY slot ORDER BY slot DESC LIMIT {parameters.Add("UInt64", (ulong)count)}",
            parameters, row => (Slot: row.Slot(0), Count: row.Number(1)), cancellationToken);
        var seen = 0L;
        foreach (var (slot, invocations) in newest)
        {
            seen += invocations;
            if (seen >= count)
            {
                return RollupSlot.StartOf(slot);
            }
        }
        return null;
    }

    private RolledRange? RolledWithin(TimeRange range)
    {
        var from = Math.Clamp(RollupSlot.From(range.FromUnixNanoseconds), 0, RollupSlot.Last);
        var to = Math.Clamp(RollupSlot.Of(range.ToUnixNanoseconds), 0, RollupSlot.Last);
        return to - from >= FewestSlots && ledgers.Invocations.Unrolled(from, to, RolledSpans.MostUnrolled) is { } unrolled
            ? new RolledRange(from, to, unrolled)
            : null;
    }

    private string Kept(RolledRange rolled, SqlParameters parameters)
    {
        var slots = rolled.Including(parameters);
        return slots + (ledgers.Outdated?.Excluding(rolled.From, rolled.To, parameters) ?? $" AND {InvocationRollup.Newest(slots)}");
    }

    private static string Own(ulong? functionId, SqlParameters parameters) =>
        functionId is { } id ? $" AND function_id = {parameters.Add("UInt64", id)}" : "";

    private static string In(IReadOnlyList<int> slots, SqlParameters parameters) =>
        $"(SELECT arrayJoin({parameters.Add("Array(Int64)", slots.Select(slot => (long)slot).ToArray())}))";

    private static TimeRange RangeOf(int slot) => new(RollupSlot.StartOf(slot), RollupSlot.StartOf(slot + 1));
}
