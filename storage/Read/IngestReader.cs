using System.Data.Common;
using Observe.Storage.Engine;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads the heartbeats of the collectors.</summary>
internal sealed class IngestReader(ClickHouseDatabase database, TimeProvider time) : IIngestReader
{
    private static readonly TimeSpan LiveWithin = TimeSpan.FromSeconds(5);
    /// <summary>A busy collector may be late with its heartbeat and has all the same acknowledged something: only one that is silent for so long is gone.</summary>
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<IngestResult> GetAsync(TimeRange range, int buckets, CancellationToken cancellationToken)
    {
        var counters = await CountersAsync(range, cancellationToken);
        var latest = await LatestAsync(cancellationToken);
        var series = await SeriesAsync(range, buckets, cancellationToken);
        var signals = IngestCounterNames.Signals.Select(signal => Signal(signal, counters));
        var live = UnixTime.Nanoseconds(time.GetUtcNow() - LiveWithin);
        return new IngestResult(
            [.. signals],
            Under(IngestCounterNames.RequestsRefused, counters),
            latest.Sum(beat => beat.JournalBytes),
            latest.Select(beat => beat.LastEvent).DefaultIfEmpty(0).Max(),
            latest.Count(beat => beat.Time >= live),
            series)
        {
            AttributeKeysLeftOut = Under(IngestCounterNames.AttributeKeysLeftOut, counters),
        };
    }

    public async Task<bool> WaitUntilFreshAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var asked = UnixTime.Nanoseconds(time.GetUtcNow());
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < limit)
        {
            if (await IsFreshAsync(asked, cancellationToken))
            {
                return true;
            }
            await Task.Delay(Pause, time, cancellationToken);
        }
        return false;
    }

    /// <summary>The first beat after the question names at least all that was acknowledged before it; what came later need not be stored.</summary>
    private async Task<bool> IsFreshAsync(long asked, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var after = $"time > fromUnixTimestamp64Nano({parameters.Add("Int64", asked)}, 'UTC')";
        var live = parameters.Add("Int64", UnixTime.Nanoseconds(time.GetUtcNow() - GoneAfter));
        var stale = await database.QueryAsync(
            $"SELECT count() FROM (SELECT countIf({after}) AS beats, minIf(acknowledged_through, {after}) AS wanted, max(stored_through) AS stored "
            + $"FROM collector_heartbeats GROUP BY collector_id HAVING max(time) >= fromUnixTimestamp64Nano({live}, 'UTC')) WHERE beats = 0 OR stored < wanted",
            parameters, row => row.Number(0), cancellationToken);
        return stale[0] == 0;
    }

    private static IngestSignal Signal(string signal, IReadOnlyDictionary<string, long> counters)
    {
        var received = Value(IngestCounterNames.Received);
        var stored = Value(IngestCounterNames.Stored);
        var quarantined = Value(IngestCounterNames.Quarantined);
        var refused = Under($"{IngestCounterNames.Refused}.{signal}", counters);
        var waiting = Math.Max(0, received - stored - quarantined - refused.Values.Sum());
        return new IngestSignal(signal, received, stored, quarantined, waiting, refused);

        long Value(string name) => counters.GetValueOrDefault($"{name}.{signal}");
    }

    /// <summary>The counters <c>name.x</c> that have counted something, by x.</summary>
    private static Dictionary<string, long> Under(string name, IReadOnlyDictionary<string, long> counters) => counters
        .Where(counter => counter.Key.StartsWith(name + ".", StringComparison.Ordinal) && counter.Value > 0)
        .ToDictionary(counter => counter.Key[(name.Length + 1)..], counter => counter.Value);

    /// <summary>What each counter grew by within the range, over all processes.</summary>
    private async Task<IReadOnlyDictionary<string, long>> CountersAsync(TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            "SELECT name, sum(grown) FROM (SELECT process_id, counter.1 AS name, "
            + $"max(counter.2) - minIf(counter.2, time < fromUnixTimestamp64Nano({parameters.Add("Int64", range.FromUnixNanoseconds)}, 'UTC')) AS grown_raw, "
            + "greatest(grown_raw, 0) AS grown FROM (SELECT process_id, time, arrayJoin(arrayZip(mapKeys(counters), mapValues(counters))) AS counter "
            + $"FROM collector_heartbeats WHERE {SearchClause.Time("time", range with { FromUnixNanoseconds = range.FromUnixNanoseconds - (5 * UnixTime.NanosecondsPerSecond) }, parameters)}) "
            + "GROUP BY process_id, name) GROUP BY name",
            parameters, row => (Name: row.GetString(0), Value: row.Number(1)), cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Value);
    }

    private async Task<IReadOnlyList<(long Time, long JournalBytes, long LastEvent)>> LatestAsync(
        CancellationToken cancellationToken) => await database.QueryAsync(
            "SELECT toUnixTimestamp64Milli(max(time)) * 1000000, argMax(journal_bytes, time), max(last_event_ns) FROM collector_heartbeats GROUP BY collector_id",
            null, ReadBeat, cancellationToken);

    private async Task<IReadOnlyList<IngestBucket>> SeriesAsync(TimeRange range, int buckets, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var width = SearchClause.Width(range, buckets);
        var from = parameters.Add("Int64", range.FromUnixNanoseconds);
        var size = parameters.Add("Int64", width);
        var names = parameters.Add("Array(String)", IngestCounterNames.Signals.Select(signal => $"{IngestCounterNames.Received}.{signal}").ToArray());
        var rows = await database.QueryAsync(
            "SELECT bucket, sum(grown) FROM (SELECT process_id, bucket, received - lagInFrame(received, 1, 0) OVER "
            + "(PARTITION BY process_id ORDER BY bucket) AS grown FROM (SELECT process_id, "
            + $"intDiv(toUnixTimestamp64Milli(time) * 1000000 - {from}, {size}) AS bucket, "
            + $"max(arraySum(arrayMap(name -> counters[name], {names}))) AS received FROM collector_heartbeats "
            + $"WHERE {SearchClause.Time("time", range, parameters)} GROUP BY process_id, bucket)) GROUP BY bucket",
            parameters, row => (Bucket: (int)row.Number(0), Received: row.Number(1)), cancellationToken);
        var byBucket = rows.ToDictionary(row => row.Bucket, row => row.Received);
        return
        [
            .. Enumerable.Range(0, buckets).Select(index => new IngestBucket(
                range.FromUnixNanoseconds + (index * width), byBucket.GetValueOrDefault(index))),
        ];
    }

    private static (long Time, long JournalBytes, long LastEvent) ReadBeat(DbDataReader row) =>
        (row.Number(0), row.Number(1), row.Number(2));
}
