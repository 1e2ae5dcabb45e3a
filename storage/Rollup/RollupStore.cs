using System.Runtime.CompilerServices;
using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Rollup;

/// <summary>Compares the rollups with the stored spans and works them out from those, by statements that stay inside ClickHouse.</summary>
internal sealed class RollupStore(ClickHouseDatabase database, TimeProvider time)
{
    /// <summary>What one statement works out: bounds its memory, and how long a slow disk holds up the rest.</summary>
    private const long MostSpans = 1_000_000;

    private const int MostMinutes = 60;

    /// <summary>A single thread: the rollups must not slow the inserts and the reads of people.</summary>
    private const string Modestly = "SETTINGS max_threads = 1, max_insert_threads = 1";

    /// <summary>The minutes in <c>[from, to)</c> whose stored spans are not as many as those that their rollups were made of.</summary>
    public async Task<HashSet<int>> DifferingAsync(int from, int to, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var spans = SearchClause.Time("start_time", RangeOf(from, to), parameters);
        var first = parameters.Add("UInt32", (uint)from * 60);
        var end = parameters.Add("UInt32", (uint)to * 60);
        var minutes = await database.QueryAsync(
            "SELECT minute FROM ("
            + $"SELECT toStartOfMinute(start_time) AS minute, count() AS stored, 0 AS rolled FROM spans WHERE {spans} GROUP BY minute "
            + "UNION ALL SELECT minute, 0, argMax(stored_spans, revision) FROM rolled_minutes "
            + $"WHERE minute >= toDateTime({first}, 'UTC') AND minute < toDateTime({end}, 'UTC') GROUP BY minute) "
            + "GROUP BY minute HAVING sum(stored) > 0 AND sum(stored) != sum(rolled)",
            parameters, row => Minute(row.GetValue(0)), cancellationToken);
        return [.. minutes];
    }

    /// <summary>The minutes from the oldest stored span to the newest, <c>[from, to)</c>; null when there is none.</summary>
    public async Task<(int From, int To)?> ExtentAsync(CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            "SELECT count(), toInt64(toUnixTimestamp(min(toStartOfMinute(start_time)))), toInt64(toUnixTimestamp(max(toStartOfMinute(start_time)))) FROM spans",
            null, row => (Count: row.Number(0), First: row.Number(1), Last: row.Number(2)), cancellationToken);
        return rows[0].Count == 0 ? null : ((int)(rows[0].First / 60), (int)(rows[0].Last / 60) + 1);
    }

    /// <summary>Works minutes out, in ascending order, and answers them piece by piece as they are done.</summary>
    public async IAsyncEnumerable<IReadOnlyList<int>> RollAsync(
        IReadOnlyList<int> minutes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var done = 0; done < minutes.Count;)
        {
            var first = minutes[done];
            var near = minutes.Skip(done)
                .TakeWhile(minute => minute < first + MostMinutes && RollupMinute.DayOf(minute) == RollupMinute.DayOf(first)).ToArray();
            var stored = await CountAsync(near, cancellationToken);
            var piece = Fitting(near, stored);
            await RollPieceAsync(piece, stored, cancellationToken);
            done += piece.Length;
            yield return piece;
        }
    }

    private static int[] Fitting(int[] minutes, Dictionary<int, long> stored)
    {
        var sum = 0L;
        return [.. minutes.TakeWhile((minute, index) => (sum += stored.GetValueOrDefault(minute)) <= MostSpans || index == 0)];
    }

    private async Task<Dictionary<int, long>> CountAsync(int[] minutes, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var counts = await database.QueryAsync(
            $"SELECT toStartOfMinute(start_time) AS minute, count() FROM spans WHERE {Spans(minutes, parameters)} GROUP BY minute",
            parameters, row => (Minute: Minute(row.GetValue(0)), Stored: row.Number(1)), cancellationToken);
        return counts.ToDictionary(item => item.Minute, item => item.Stored);
    }

    private async Task RollPieceAsync(int[] minutes, Dictionary<int, long> stored, CancellationToken cancellationToken)
    {
        var revision = (ulong)UnixTime.Nanoseconds(time.GetUtcNow());
        await ExecuteAsync(
            (spans, rev) => "INSERT INTO span_minutes (root, minute, service, version, environment, function, name, kind, status, cold, spans, durations, revision) "
                + $"SELECT {RolledSpans.Root} AS root, toStartOfMinute(start_time) AS minute, service, {RolledSpans.Version} AS version, environment, "
                + $"{RolledSpans.Function} AS function, name, kind, status, {RolledSpans.Cold} AS cold, "
                + $"count(), {RolledSpans.Durations}(duration_ns), {rev} "
                // A client that got no answer sends again: the same span counts once.
                + $"FROM (SELECT {RolledSpans.Columns} FROM spans WHERE {spans} LIMIT 1 BY trace_id, span_id, kind, start_time, duration_ns) "
                + $"GROUP BY root, minute, service, version, environment, function, name, kind, status, cold {Modestly}",
            minutes, revision, cancellationToken);
        await ExecuteAsync(
            (spans, _) => "INSERT INTO trace_minutes (trace_id, minute) "
                + $"SELECT DISTINCT trace_id, toStartOfMinute(start_time) FROM spans WHERE {spans} {Modestly}",
            minutes, revision, cancellationToken);
        var parameters = new SqlParameters();
        var seconds = parameters.Add("Array(UInt32)", Array.ConvertAll(minutes, Seconds));
        var counts = parameters.Add("Array(UInt64)", Array.ConvertAll(minutes, minute => (ulong)stored.GetValueOrDefault(minute)));
        await database.ExecuteAsync(
            "INSERT INTO rolled_minutes (minute, stored_spans, revision) "
            + $"SELECT toDateTime(item.1, 'UTC'), item.2, {parameters.Add("UInt64", revision)} FROM (SELECT arrayJoin(arrayZip({seconds}, {counts})) AS item)",
            parameters, cancellationToken);
    }

    private Task ExecuteAsync(Func<string, string, string> sql, int[] minutes, ulong revision, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var spans = Spans(minutes, parameters);
        return database.ExecuteAsync(sql(spans, parameters.Add("UInt64", revision)), parameters, cancellationToken);
    }

    private static string Spans(int[] minutes, SqlParameters parameters)
    {
        var range = SearchClause.Time("start_time", RangeOf(minutes[0], minutes[^1] + 1), parameters);
        var asked = parameters.Add("Array(UInt32)", Array.ConvertAll(minutes, Seconds));
        return $"{range} AND toStartOfMinute(start_time) IN (SELECT toDateTime(arrayJoin({asked}), 'UTC'))";
    }

    private static TimeRange RangeOf(int from, int to) => new(RollupMinute.StartOf(from), RollupMinute.StartOf(to));

    private static uint Seconds(int minute) => (uint)minute * 60;

    private static int Minute(object value) => RollupMinute.Of(UnixTime.Nanoseconds(new DateTimeOffset((DateTime)value, TimeSpan.Zero)));
}
