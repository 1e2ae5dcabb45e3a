using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Rollup;

/// <summary>The rollups of spans: rates, errors and durations, where a trace has spans, which services call which, and what else they call. They are worked out inside ClickHouse.</summary>
internal sealed class SpanRollup(ClickHouseDatabase database, RollupLedgers ledgers, TimeProvider time) : IRollup
{
    /// <summary>What is kept of a slot: a slot that an older version worked out differs from its spans. 1: with peers.</summary>
    private const int Form = 1;

    public string Records => "spans";

    public RollupLedger Ledger => ledgers.Spans;

    /// <summary>Nothing: readers ask the engine for the last rows (<c>FINAL</c>).</summary>
    public Task NoteOutdatedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<HashSet<int>> DifferingAsync(int from, int to, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var spans = SearchClause.Time("start_time", RangeOf(from, to), parameters);
        var first = parameters.Add("UInt32", RollupSlot.SecondsOf(from));
        var end = parameters.Add("UInt32", RollupSlot.SecondsOf(to));
        var slots = await database.QueryAsync(
            "SELECT slot FROM ("
            + $"SELECT {RollupSlot.OfSpan} AS slot, count() AS stored, 0 AS rolled FROM spans WHERE {spans} GROUP BY slot "
            + $"UNION ALL SELECT slot, 0, argMaxIf(stored_spans, revision, form = {Form}) FROM rolled_slots "
            + $"WHERE slot >= toDateTime({first}, 'UTC') AND slot < toDateTime({end}, 'UTC') GROUP BY slot) "
            + "GROUP BY slot HAVING sum(stored) > 0 AND sum(stored) != sum(rolled)",
            parameters, row => row.Slot(0), cancellationToken);
        return [.. slots];
    }

    public async Task<(int From, int To)?> ExtentAsync(CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            $"SELECT count(), toInt64(toUnixTimestamp(min({RollupSlot.OfSpan}))), toInt64(toUnixTimestamp(max({RollupSlot.OfSpan}))) FROM spans",
            null, row => (Count: row.Number(0), First: row.Number(1), Last: row.Number(2)), cancellationToken);
        return rows[0].Count == 0 ? null : ((int)(rows[0].First / RollupSlot.Seconds), (int)(rows[0].Last / RollupSlot.Seconds) + 1);
    }

    public async Task<Dictionary<int, long>> StoredAsync(int[] slots, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var counts = await database.QueryAsync(
            $"SELECT {RollupSlot.OfSpan} AS slot, count() FROM spans WHERE {Spans(slots, parameters)} GROUP BY slot",
            parameters, row => (Slot: row.Slot(0), Stored: row.Number(1)), cancellationToken);
        return counts.ToDictionary(item => item.Slot, item => item.Stored);
    }

    public async Task<IReadOnlyList<int>> WorkOutAsync(int[] slots, Dictionary<int, long> stored, CancellationToken cancellationToken)
    {
        var revision = await RollupRevision.NextAsync(
            // Calls have a side in other slots.
            database, "rolled_slots", [Math.Max(slots[0] - ServiceCalls.Reach, 0), Math.Min(slots[^1] + ServiceCalls.Reach, RollupSlot.Last)], time, cancellationToken);
        await ExecuteAsync(
            (spans, rev) => "INSERT INTO span_slots (root, slot, service, version, environment, function, name, kind, status, cold, spans, durations, revision) "
                + $"SELECT {RolledSpans.Root} AS root, {RollupSlot.OfSpan} AS slot, service, {RolledSpans.Version} AS version, environment, "
                + $"{RolledSpans.Function} AS function, name, kind, status, {RolledSpans.Cold} AS cold, "
                + $"{RolledSpans.Once}, {RolledSpans.Durations}, {rev} FROM spans WHERE {spans} "
                + $"GROUP BY root, slot, service, version, environment, function, name, kind, status, cold {Rollups.Modestly}",
            slots, revision, cancellationToken);
        await ExecuteAsync(
            (spans, _) => "INSERT INTO trace_slots (trace_id, slot) "
                + $"SELECT DISTINCT trace_id, {RollupSlot.OfSpan} FROM spans WHERE {spans} {Rollups.Modestly}",
            slots, revision, cancellationToken);
        await ExecuteAsync(
            (spans, rev) => $"INSERT INTO peer_calls (slot, service, peer, kind, attributes, {CalledPeers.Quantities}, revision) "
                + $"SELECT slot, service, peer, kind, any(attributes), {CalledPeers.Sums}, {rev} FROM ({CalledPeers.Calling(spans)}) "
                + $"WHERE peer != 0 GROUP BY slot, service, peer, kind {Rollups.Modestly}",
            slots, revision, cancellationToken);
        var parameters = new SqlParameters();
        await database.ExecuteAsync(
            "INSERT INTO peers (day, peer, attributes) SELECT DISTINCT toDate(slot, 'UTC'), peer, attributes FROM peer_calls "
            + $"WHERE slot IN (SELECT toDateTime(arrayJoin({parameters.Add("Array(UInt32)", Array.ConvertAll(slots, RollupSlot.SecondsOf))}), 'UTC')) "
            + $"AND revision = {parameters.Add("UInt64", revision)} {Rollups.Modestly}",
            parameters, cancellationToken);
        parameters = new SqlParameters();
        await database.ExecuteAsync(
            $"INSERT INTO node_calls (slot, caller_slot, {ServiceCalls.Groups}, {ServiceCalls.Quantities}, revision) "
            + $"SELECT slot, caller_slot, {ServiceCalls.Groups}, {ServiceCalls.Quantities}, {parameters.Add("UInt64", revision)} "
            + $"FROM ({ServiceCalls.OfSlots(slots, slots, null, parameters)}) {Rollups.Modestly}",
            parameters, cancellationToken);
        parameters = new SqlParameters();
        var seconds = parameters.Add("Array(UInt32)", Array.ConvertAll(slots, RollupSlot.SecondsOf));
        var counts = parameters.Add("Array(UInt64)", Array.ConvertAll(slots, slot => (ulong)stored.GetValueOrDefault(slot)));
        await database.ExecuteAsync(
            "INSERT INTO rolled_slots (slot, stored_spans, revision, form) "
            + $"SELECT toDateTime(item.1, 'UTC'), item.2, {parameters.Add("UInt64", revision)}, {Form} FROM (SELECT arrayJoin(arrayZip({seconds}, {counts})) AS item)",
            parameters, cancellationToken);
        return slots;
    }

    private Task ExecuteAsync(Func<string, string, string> sql, int[] slots, ulong revision, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var spans = Spans(slots, parameters);
        return database.ExecuteAsync(sql(spans, parameters.Add("UInt64", revision)), parameters, cancellationToken);
    }

    private static string Spans(int[] slots, SqlParameters parameters)
    {
        var range = SearchClause.Time("start_time", RangeOf(slots[0], slots[^1] + 1), parameters);
        var asked = parameters.Add("Array(UInt32)", Array.ConvertAll(slots, RollupSlot.SecondsOf));
        return $"{range} AND {RollupSlot.OfSpan} IN (SELECT toDateTime(arrayJoin({asked}), 'UTC'))";
    }

    private static TimeRange RangeOf(int from, int to) => new(RollupSlot.StartOf(from), RollupSlot.StartOf(to));
}
