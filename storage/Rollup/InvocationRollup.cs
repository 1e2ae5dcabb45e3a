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

    /// <summary>
    /// A condition over the rows of the rollups: those of the last time that a slot was worked out. No two slots have the same revision.
    /// </summary>
    /// <param name="slots">A condition over the column <c>slot</c>.</param>
    public static string Newest(string slots) => $"revision IN (SELECT max(revision) FROM {Rolled} WHERE {slots} GROUP BY slot)";

    /// <summary>Rows of work that was repeated, or that did not end.</summary>
    public async Task NoteOutdatedAsync(CancellationToken cancellationToken)
    {
        if (ledgers.Outdated is { } outdated)
        {
            outdated.Add(await database.QueryAsync(
                $"SELECT DISTINCT revision FROM (SELECT revision FROM invocation_slots UNION ALL SELECT revision FROM concurrency_slots) WHERE NOT ({Newest("1")})",
                null, row => (ulong)row.GetValue(0), cancellationToken));
        }
    }

    public async Task<HashSet<int>> DifferingAsync(int from, int to, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var slots = await database.QueryAsync(
            $"SELECT slot FROM ({StoredSql(from, to - 1, parameters)} UNION ALL "
            + $"SELECT toInt64(toUnixTimestamp(slot)), 0, argMax(stored_pieces, revision) FROM {Rolled} WHERE {Slots(from, to, parameters)} GROUP BY slot) "
            + "GROUP BY slot HAVING sum(stored) > 0 AND sum(stored) != sum(rolled)",
            parameters, row => (int)(row.Number(0) / RollupSlot.Seconds), cancellationToken);
        return [.. slots];
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
        var former = await RevisionsAsync(slots, cancellationToken);
        ulong[] current = [.. slots.Select(slot => RollupRevision.Of(revision, slot))];
        ledgers.Outdated?.Add(current);
        await ExecuteAsync(
            InvocationReach.StartSkew,
            (merged, parameters) =>
                "INSERT INTO invocation_slots (function_id, slot, provider, account, region, environment, function, platform, version, architecture, "
                + $"memory_bytes, init_class, outcome, {Quantities}, revision) "
                + $"SELECT function_id, toDateTime(number * {RollupSlot.Seconds}, 'UTC'), provider, account, region, environment, function, "
                + $"platform, version, architecture, memory_bytes, init_class, outcome, {Quantities}, {RevisionOf("number", parameters)} FROM ("
                + $"SELECT function_id, intDiv(start_ns, {RollupSlot.Nanoseconds}) AS number, version, architecture, memory_bytes, init_class, outcome, "
                + $"{QuantitiesOfMerged} FROM ({merged}) AS m WHERE number IN {In(slots, parameters)} "
                + "GROUP BY function_id, number, version, architecture, memory_bytes, init_class, outcome) AS own "
                + $"{WithNames(PieceScope.Within([RangeOf(slots)], InvocationReach.StartSkew, parameters))}");
        await ExecuteAsync(
            InvocationReach.Before,
            (merged, parameters) =>
                "INSERT INTO concurrency_slots (function_id, slot, peak, busy_ns, revision) "
                + $"SELECT function_id, toDateTime(cell * {RollupSlot.Seconds}, 'UTC'), peak, busy_ns, {RevisionOf("cell", parameters)} FROM ("
                + ConcurrencySql.Of(merged, RangeOf(slots), 0, RollupSlot.Nanoseconds, $"cell IN {In(slots, parameters)}", parameters) + ")");
        var parameters = new SqlParameters();
        var seconds = parameters.Add("Array(UInt32)", Array.ConvertAll(slots, RollupSlot.SecondsOf));
        var counts = parameters.Add("Array(UInt64)", Array.ConvertAll(slots, slot => (ulong)stored.GetValueOrDefault(slot)));
        await database.ExecuteAsync(
            $"INSERT INTO {Rolled} (slot, stored_pieces, revision) SELECT toDateTime(item.1, 'UTC'), item.2, "
            + $"{RevisionOf($"intDiv(item.1, {RollupSlot.Seconds})", parameters)} FROM (SELECT arrayJoin(arrayZip({seconds}, {counts})) AS item)",
            parameters, cancellationToken);
        ledgers.Outdated?.Replace(current, former);

        string RevisionOf(string number, SqlParameters values) =>
            RollupRevision.Of(values.Add("UInt64", revision), number);

        async Task ExecuteAsync(long before, Func<string, SqlParameters, string> sql)
        {
            var values = new SqlParameters();
            var merged = MergedInvocations.Sql(await PiecesAsync(slots, before, values, cancellationToken), now, values);
            await database.ExecuteAsync($"{sql(merged, values)} {Rollups.Modestly}", values, cancellationToken);
        }
    }

    private Task<IReadOnlyList<ulong>> RevisionsAsync(int[] slots, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        return database.QueryAsync(
            $"SELECT DISTINCT revision FROM {Rolled} WHERE {Slots(slots[0], slots[^1] + 1, parameters)} AND toInt64(intDiv(toUnixTimestamp(slot), {RollupSlot.Seconds})) IN {In(slots, parameters)}",
            parameters, row => (ulong)row.GetValue(0), cancellationToken);
    }

    /// <summary>
    /// A JOIN that gives rows of functions their names, to come after the alias <c>own</c>: they are the same in all pieces of a function, and
    /// carrying them through the grouping of pieces would take longer than all the rest.
    /// </summary>
    public static string WithNames(string pieces) =>
        "ANY LEFT JOIN (SELECT function_id, any(provider) AS provider, any(account) AS account, any(region) AS region, any(environment) AS environment, "
        + $"any(function) AS function, any(platform) AS platform FROM invocations WHERE {pieces} GROUP BY function_id) AS names USING (function_id)";

    /// <summary>
    /// What is kept of a group of invocations: their number, the start of the last, how many they stand for, nanoseconds of initialisation, on the
    /// bill, and of initialisation on the bill (all weighed), and <see cref="DurationQuantiles"/> of the durations of those that ended, and of
    /// the initialisations of those that had one. What took no time at all was measured by a clock that stood still (Cloudflare stops it while a
    /// worker computes) or that went back: it has no duration.
    /// </summary>
    public const string Quantities = "invocations, newest_ns, weight, init_ns, billed_ns, billed_init_ns, durations, inits";

    /// <summary>The same as SQL over rows of <see cref="MergedInvocations"/> under the alias <c>m</c>.</summary>
    public static readonly string QuantitiesOfMerged =
        "count() AS invocations, max(m.start_ns) AS newest_ns, sum(m.weight) AS weight, sum(m.init_ns * m.weight) AS init_ns, "
        + "sum(m.billed_ns * m.weight) AS billed_ns, sum(m.billed_init_ns * m.weight) AS billed_init_ns, "
        + $"{DurationQuantiles.State("m.end_ns - m.start_ns", "m.end_ns > m.start_ns")} AS durations, {DurationQuantiles.State("m.init_ns", "m.init_ns > 0")} AS inits";

    /// <summary>The slots in which something may still run, each with the time when all of that will read as lost.</summary>
    private async Task<Dictionary<int, long>> OpenAsync(int[] slots, long now, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var merged = MergedInvocations.Sql(await PiecesAsync(slots, InvocationReach.Before, parameters, cancellationToken), now, parameters);
        var first = parameters.Add("Int64", (long)slots[0]);
        var last = parameters.Add("Int64", (long)slots[^1]);
        var rows = await database.QueryAsync(
            $"SELECT arrayJoin(range(greatest(intDiv(start_ns, {RollupSlot.Nanoseconds}), {first}), "
            + $"least(intDiv(start_ns + {InvocationReach.LongestInvocation}, {RollupSlot.Nanoseconds}), {last}) + 1)) AS number, max(due_ns) "
            + $"FROM ({merged}) WHERE {MergedInvocations.IsOpen} GROUP BY number",
            parameters, row => (Slot: (int)row.Number(0), Until: row.Number(1)), cancellationToken);
        return rows.ToDictionary(row => row.Slot, row => row.Until);
    }

    private Task<PieceScope> PiecesAsync(int[] slots, long before, SqlParameters parameters, CancellationToken cancellationToken) =>
        PieceScope.OfAsync(database, [RangeOf(slots)], before, parameters, functionId: null, cancellationToken);

    private static string In(int[] slots, SqlParameters parameters) =>
        $"(SELECT arrayJoin({parameters.Add("Array(Int64)", Array.ConvertAll(slots, slot => (long)slot))}))";

    /// <summary>The columns slot (its start in seconds), stored (pieces that it is made of) and rolled (0).</summary>
    private static string StoredSql(int first, int last, SqlParameters parameters)
    {
        var pieces = PieceScope.Within([RangeOf([first, last])], InvocationReach.Before, parameters);
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
