using System.Runtime.CompilerServices;
using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Rollup;

/// <summary>Compares the rollups with the stored spans and works them out from those, by statements that stay inside ClickHouse.</summary>
internal sealed class RollupStore(ClickHouseDatabase database, TimeProvider time)
{
    /// <summary>What one statement works out: bounds its memory, and how long a slow disk holds up the rest.</summary>
    private const long MostSpans = 1_000_000;

    private const int MostSlots = 72;

    /// <summary>A single thread: the rollups must not slow the inserts and the reads of people.</summary>
    private const string Modestly = "SETTINGS max_threads = 1, max_insert_threads = 1";

    /// <summary>The slots in <c>[from, to)</c> whose stored spans are not as many as those that their rollups were made of.</summary>
    public async Task<HashSet<int>> DifferingAsync(int from, int to, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var spans = SearchClause.Time("start_time", RangeOf(from, to), parameters);
        var first = parameters.Add("UInt32", RollupSlot.SecondsOf(from));
        var end = parameters.Add("UInt32", RollupSlot.SecondsOf(to));
        var slots = await database.QueryAsync(
            "SELECT slot FROM ("
            + $"SELECT {RollupSlot.OfSpan} AS slot, count() AS stored, 0 AS rolled FROM spans WHERE {spans} GROUP BY slot "
            + "UNION ALL SELECT slot, 0, argMax(stored_spans, revision) FROM rolled_slots "
            + $"WHERE slot >= toDateTime({first}, 'UTC') AND slot < toDateTime({end}, 'UTC') GROUP BY slot) "
            + "GROUP BY slot HAVING sum(stored) > 0 AND sum(stored) != sum(rolled)",
            parameters, row => SlotOf(row.GetValue(0)), cancellationToken);
        return [.. slots];
    }

    /// <summary>The slots from the oldest stored span to the newest, <c>[from, to)</c>; null when there is none.</summary>
    public async Task<(int From, int To)?> ExtentAsync(CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            $"SELECT count(), toInt64(toUnixTimestamp(min({RollupSlot.OfSpan}))), toInt64(toUnixTimestamp(max({RollupSlot.OfSpan}))) FROM spans",
            null, row => (Count: row.Number(0), First: row.Number(1), Last: row.Number(2)), cancellationToken);
        return rows[0].Count == 0 ? null : ((int)(rows[0].First / RollupSlot.Seconds), (int)(rows[0].Last / RollupSlot.Seconds) + 1);
    }

    /// <summary>Works slots out, in ascending order, and answers them piece by piece as they are done.</summary>
    public async IAsyncEnumerable<IReadOnlyList<int>> RollAsync(
        IReadOnlyList<int> slots, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var done = 0; done < slots.Count;)
        {
            var first = slots[done];
            var near = slots.Skip(done)
                .TakeWhile(slot => slot < first + MostSlots && RollupSlot.DayOf(slot) == RollupSlot.DayOf(first)).ToArray();
            var stored = await CountAsync(near, cancellationToken);
            var piece = Fitting(near, stored);
            await RollPieceAsync(piece, stored, cancellationToken);
            done += piece.Length;
            yield return piece;
        }
    }

    private static int[] Fitting(int[] slots, Dictionary<int, long> stored)
    {
        var sum = 0L;
        return [.. slots.TakeWhile((slot, index) => (sum += stored.GetValueOrDefault(slot)) <= MostSpans || index == 0)];
    }

    private async Task<Dictionary<int, long>> CountAsync(int[] slots, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var counts = await database.QueryAsync(
            $"SELECT {RollupSlot.OfSpan} AS slot, count() FROM spans WHERE {Spans(slots, parameters)} GROUP BY slot",
            parameters, row => (Slot: SlotOf(row.GetValue(0)), Stored: row.Number(1)), cancellationToken);
        return counts.ToDictionary(item => item.Slot, item => item.Stored);
    }

    private async Task RollPieceAsync(int[] slots, Dictionary<int, long> stored, CancellationToken cancellationToken)
    {
        var revision = await RevisionAsync(slots, cancellationToken);
        await ExecuteAsync(
            (spans, rev) => "INSERT INTO span_slots (root, slot, service, version, environment, function, name, kind, status, cold, spans, durations, revision) "
                + $"SELECT {RolledSpans.Root} AS root, {RollupSlot.OfSpan} AS slot, service, {RolledSpans.Version} AS version, environment, "
                + $"{RolledSpans.Function} AS function, name, kind, status, {RolledSpans.Cold} AS cold, "
                + $"{RolledSpans.Once}, {RolledSpans.Durations}(duration_ns), {rev} FROM spans WHERE {spans} "
                + $"GROUP BY root, slot, service, version, environment, function, name, kind, status, cold {Modestly}",
            slots, revision, cancellationToken);
        await ExecuteAsync(
            (spans, _) => "INSERT INTO trace_slots (trace_id, slot) "
                + $"SELECT DISTINCT trace_id, {RollupSlot.OfSpan} FROM spans WHERE {spans} {Modestly}",
            slots, revision, cancellationToken);
        var parameters = new SqlParameters();
        var seconds = parameters.Add("Array(UInt32)", Array.ConvertAll(slots, RollupSlot.SecondsOf));
        var counts = parameters.Add("Array(UInt64)", Array.ConvertAll(slots, slot => (ulong)stored.GetValueOrDefault(slot)));
        await database.ExecuteAsync(
            "INSERT INTO rolled_slots (slot, stored_spans, revision) "
            + $"SELECT toDateTime(item.1, 'UTC'), item.2, {parameters.Add("UInt64", revision)} FROM (SELECT arrayJoin(arrayZip({seconds}, {counts})) AS item)",
            parameters, cancellationToken);
    }

    /// <summary>Greater than any before, also when the clock was set back or another process has another.</summary>
    private async Task<ulong> RevisionAsync(int[] slots, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var first = parameters.Add("UInt32", RollupSlot.SecondsOf(slots[0]));
        var last = parameters.Add("UInt32", RollupSlot.SecondsOf(slots[^1]));
        var newest = await database.QueryAsync(
            $"SELECT max(revision) FROM rolled_slots WHERE slot >= toDateTime({first}, 'UTC') AND slot <= toDateTime({last}, 'UTC')",
            parameters, row => (ulong)row.GetValue(0), cancellationToken);
        return Math.Max((ulong)UnixTime.Nanoseconds(time.GetUtcNow()), newest[0] + 1);
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

    private static int SlotOf(object value) => RollupSlot.Of(UnixTime.Nanoseconds(new DateTimeOffset((DateTime)value, TimeSpan.Zero)));
}
