using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Rollup;

/// <summary>
/// The rollups of invocations: what those did that started in a slot, and how many ran at once during it. A slot in which one may still end is put
/// off until that one reads as lost.
/// </summary>
internal sealed class InvocationRollup(ClickHouseDatabase database, RollupLedgers ledgers, TimeProvider time) : IRollup
{
    private const string Rolled = "rolled_invocation_slots";

    public string Records => "invocations";

    public RollupLedger Ledger => ledgers.Invocations;

    /// <summary>A condition over the rows of the rollups: those of the last time that a slot was worked out.</summary>
    /// <param name="slots">A condition over the column <c>slot</c>.</param>
    public static string Newest(string slots) =>
        $"(slot, revision) IN (SELECT slot, max(revision) FROM {Rolled} WHERE {slots} GROUP BY slot)";

    public async Task<HashSet<int>> DifferingAsync(int from, int to, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var slots = await database.QueryAsync(
            $"SELECT slot FROM ({StoredSql(from, to - 1, parameters)} UNION ALL "
            + $"SELECT toInt64(toUnixTimestamp(slot)), 0, argMax(stored_pieces, revision) FROM {Rolled} WHERE {Slots(from, to, parameters)} GROUP BY slot) "
            + "GROUP BY slot HAVING sum(stored) > 0 AND sum(stored) != sum(rolled)",
            parameters, row => (int)row.Number(0), cancellationToken);
        return [.. slots.Select(seconds => seconds / RollupSlot.Seconds)];
    }

    public async Task<(int From, int To)?> ExtentAsync(CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            "SELECT count(), toUnixTimestamp64Nano(min(start_time)), toUnixTimestamp64Nano(max(start_time)) FROM invocations",
            null, row => (Count: row.Number(0), First: row.Number(1), Last: row.Number(2)), cancellationToken);
        return rows[0].Count == 0 ? null : (InvocationReach.SlotsOf(rows[0].First).First(), InvocationReach.SlotsOf(rows[0].Last).Last() + 1);
    }

    public async Task<Dictionary<int, long>> StoredAsync(int[] slots, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var counts = await database.QueryAsync(
            StoredSql(slots[0], slots[^1], parameters), parameters,
            row => (Slot: (int)(row.Number(0) / RollupSlot.Seconds), Stored: row.Number(1)), cancellationToken);
        return counts.ToDictionary(item => item.Slot, item => item.Stored);
    }

    public async Task<IReadOnlyList<int>> WorkOutAsync(int[] slots, Dictionary<int, long> stored, CancellationToken cancellationToken)
    {
        var now = UnixTime.Nanoseconds(time.GetUtcNow());
        var open = await OpenAsync(slots, now, cancellationToken);
        foreach (var (slot, until) in open)
        {
            Ledger.PutOff(slot, UnixTime.ToDateTimeOffset(until));
        }
        int[] final = [.. slots.Where(slot => !open.ContainsKey(slot))];
        if (final.Length > 0)
        {
            await RollAsync(final, stored, now, cancellationToken);
        }
        return final;
    }

    private async Task RollAsync(int[] slots, Dictionary<int, long> stored, long now, CancellationToken cancellationToken)
    {
        var revision = await RollupRevision.NextAsync(database, Rolled, slots, time, cancellationToken);
        await ExecuteAsync(
            (merged, wanted, rev, _) =>
                "INSERT INTO invocation_slots (function_id, slot, provider, account, region, environment, function, version, architecture, memory_bytes, "
                + "init_class, outcome, invocations, newest_ns, durations, revision) "
                + $"SELECT function_id, toDateTime(number * {RollupSlot.Seconds}, 'UTC'), any(provider), any(account), any(region), any(environment), any(function), "
                + $"version, architecture, memory_bytes, init_class, outcome, count(), max(start_ns), {Durations}, {rev} "
                + $"FROM (SELECT *, intDiv(start_ns, {RollupSlot.Nanoseconds}) AS number FROM ({merged})) WHERE number IN {wanted} "
                + "GROUP BY function_id, number, version, architecture, memory_bytes, init_class, outcome",
            slots, revision, now, cancellationToken);
        await ExecuteAsync(
            (merged, wanted, rev, parameters) =>
                "INSERT INTO concurrency_slots (function_id, slot, peak, busy_ns, revision) "
                + $"SELECT function_id, toDateTime(cell * {RollupSlot.Seconds}, 'UTC'), peak, busy_ns, {rev} FROM ("
                + ConcurrencySql.Of(merged, RangeOf(slots), 0, RollupSlot.Nanoseconds, $"cell IN {wanted}", parameters) + ")",
            slots, revision, now, cancellationToken);
        var parameters = new SqlParameters();
        var seconds = parameters.Add("Array(UInt32)", Array.ConvertAll(slots, RollupSlot.SecondsOf));
        var counts = parameters.Add("Array(UInt64)", Array.ConvertAll(slots, slot => (ulong)stored.GetValueOrDefault(slot)));
        await database.ExecuteAsync(
            $"INSERT INTO {Rolled} (slot, stored_pieces, revision) "
            + $"SELECT toDateTime(item.1, 'UTC'), item.2, {parameters.Add("UInt64", revision)} FROM (SELECT arrayJoin(arrayZip({seconds}, {counts})) AS item)",
            parameters, cancellationToken);
    }

    /// <summary>Mergeable quantiles of the durations of those that ended, nanoseconds.</summary>
    public const string Durations = "quantilesTDigestStateIf(0.5, 0.95, 0.99)(greatest(end_ns - start_ns, 0), end_ns > 0)";

    /// <summary>The slots in which something may still run, each with the time when all of that will read as lost.</summary>
    private async Task<Dictionary<int, long>> OpenAsync(int[] slots, long now, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var merged = Merged(slots, now, parameters);
        var first = parameters.Add("Int64", (long)slots[0]);
        var last = parameters.Add("Int64", (long)slots[^1]);
        var rows = await database.QueryAsync(
            $"SELECT arrayJoin(range(greatest(intDiv(start_ns, {RollupSlot.Nanoseconds}), {first}), "
            + $"least(intDiv(start_ns + {InvocationReach.LongestInvocation}, {RollupSlot.Nanoseconds}), {last}) + 1)) AS number, max(due_ns) "
            + $"FROM ({merged}) WHERE {MergedInvocations.IsOpen} GROUP BY number",
            parameters, row => (Slot: (int)row.Number(0), Until: row.Number(1)), cancellationToken);
        return rows.ToDictionary(row => row.Slot, row => row.Until);
    }

    private Task ExecuteAsync(
        Func<string, string, string, SqlParameters, string> sql, int[] slots, ulong revision, long now, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var merged = Merged(slots, now, parameters);
        var wanted = parameters.Add("Array(Int64)", Array.ConvertAll(slots, slot => (long)slot));
        var statement = sql(merged, $"(SELECT arrayJoin({wanted}))", parameters.Add("UInt64", revision), parameters);
        return database.ExecuteAsync($"{statement} {Rollups.Modestly}", parameters, cancellationToken);
    }

    private static string Merged(int[] slots, long now, SqlParameters parameters) =>
        MergedInvocations.Sql(SearchClause.Time("start_time", InvocationReach.Of(slots[0], slots[^1]), parameters), now, parameters);

    /// <summary>The columns slot (its start in seconds), stored (pieces that it is made of) and rolled (0).</summary>
    private static string StoredSql(int first, int last, SqlParameters parameters)
    {
        var pieces = SearchClause.Time("start_time", InvocationReach.Of(first, last), parameters);
        var from = parameters.Add("Int64", (long)first);
        var to = parameters.Add("Int64", (long)last);
        return $"SELECT number * {RollupSlot.Seconds} AS slot, sum(pieces) AS stored, 0 AS rolled FROM ("
            + $"SELECT arrayJoin({InvocationReach.SlotsOfMinute("minute")}) AS number, pieces FROM ("
            + $"SELECT toInt64(toUnixTimestamp(toStartOfMinute(start_time))) AS minute, count() AS pieces FROM invocations WHERE {pieces} GROUP BY minute)) "
            + $"WHERE number >= {from} AND number <= {to} GROUP BY slot";
    }

    private static string Slots(int from, int to, SqlParameters parameters) =>
        $"slot >= toDateTime({parameters.Add("UInt32", RollupSlot.SecondsOf(from))}, 'UTC') "
        + $"AND slot < toDateTime({parameters.Add("UInt32", RollupSlot.SecondsOf(to))}, 'UTC')";

    private static TimeRange RangeOf(int[] slots) => new(RollupSlot.StartOf(slots[0]), RollupSlot.StartOf(slots[^1] + 1));
}
