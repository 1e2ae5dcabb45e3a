using System.Data.Common;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads invocations out of stored pieces.</summary>
internal sealed class InvocationReader(
    ClickHouseDatabase database, RolledInvocations rolled, CostCalculator costs, FirstInvocations firsts, TimeProvider time) : IInvocationReader
{
    /// <summary>A step is read as a whole: a small one comes first.</summary>
    private const int FirstStep = 16;

    /// <summary>What one bucket of waits holds: <c>2^(number / BucketsPerOctave)</c> nanoseconds and more.</summary>
    private const int MostBuckets = 64 * WaitResult.BucketsPerOctave;

    private static readonly (string Name, string Aggregate)[] Names =
    [
        ("invocation_id", "max(t.invocation_id)"),
        ("instance", "max(t.instance)"),
        ("trigger", "max(t.trigger)"),
        MergedInvocations.OutermostTrace,
        MergedInvocations.OutermostSpan,
        ("cause", "argMaxIf(t.cause, t.outcome, t.cause != '')"),
        ("provider", "any(t.provider)"),
        ("platform", "max(t.platform)"),
        ("region", "any(t.region)"),
    ];

    public async Task<InvocationListResult> FindAsync(InvocationListQuery query, CancellationToken cancellationToken)
    {
        var cursor = PageCursor.Parse(query.Cursor);
        var found = new List<(InvocationSummary Invocation, string Key)>();
        var range = query.RunningAtUnixNanoseconds is { } instant ? new TimeRange(instant - InvocationReach.LongestInvocation, instant + 1) : query.Range;
        var steps = await StepsAsync(query, cursor?.Rest(range) ?? range, cancellationToken);
        var scanned = await steps.RunAsync(
            async (part, token) =>
            {
                found.AddRange(await FindInAsync(query, cursor, part, query.Limit + 1 - found.Count, token));
                return found.Count > query.Limit;
            },
            cancellationToken);
        var page = found.Take(query.Limit).ToArray();
        var next = found.Count > query.Limit ? new PageCursor(page[^1].Invocation.StartUnixNanoseconds, page[^1].Key)
            : scanned.Complete ? (PageCursor?)null : PageCursor.Before(scanned);
        return new InvocationListResult(
            [.. page.Select(item => item.Invocation)], next?.ToString(),
            scanned with { Range = scanned.Range with { ToUnixNanoseconds = range.ToUnixNanoseconds } });
    }

    public async Task<WaitResult> WaitsAsync(WaitQuery query, CancellationToken cancellationToken)
    {
        var warm = new long[MostBuckets];
        var cold = new long[MostBuckets];
        var seen = 0L;
        var scanned = await NewestFirst.InSteps(query.Range, database.Limits, FirstStep).RunAsync(
            async (part, token) =>
            {
                foreach (var (bucket, warmCount, coldCount) in await WaitsInAsync(query, part, query.Most - seen, token))
                {
                    warm[bucket] += warmCount;
                    cold[bucket] += coldCount;
                    seen += warmCount + coldCount;
                }
                return seen >= query.Most;
            },
            cancellationToken);
        return Trimmed(warm, cold, seen >= query.Most, scanned);
    }

    /// <summary>Without the empty buckets at both ends.</summary>
    private static WaitResult Trimmed(long[] warm, long[] cold, bool isNewestOnly, Scanned scanned)
    {
        int[] used = [.. Enumerable.Range(0, MostBuckets).Where(number => warm[number] + cold[number] > 0)];
        if (used.Length == 0)
        {
            return new WaitResult([], [], [], isNewestOnly, scanned);
        }
        var (first, end) = (used[0], used[^1] + 1);
        var bounds = Enumerable.Range(first, end - first + 1).Select(number => Math.Pow(2, (double)number / WaitResult.BucketsPerOctave));
        return new WaitResult([.. bounds], warm[first..end], cold[first..end], isNewestOnly, scanned);
    }

    /// <summary>The first step is as long as the rollups say that a page takes, where they know of all that the query asks for.</summary>
    private async Task<NewestFirst> StepsAsync(InvocationListQuery query, TimeRange range, CancellationToken cancellationToken)
    {
        if (query is { Instance: null, RunningAtUnixNanoseconds: null, LeastNanoseconds: <= 0 } && !query.InitClasses.Contains(InitClass.FirstOfInstance))
        {
            var parameters = new SqlParameters();
            var start = await rolled.StartOfNewestAsync(range, query.Function.Value, Only(query, parameters), query.Limit + 1, parameters, cancellationToken);
            if (start is { } from)
            {
                return NewestFirst.From(range, database.Limits, from);
            }
        }
        return NewestFirst.InSteps(range, database.Limits, FirstStep);
    }

    private async Task<IReadOnlyList<(InvocationSummary Invocation, string Key)>> FindInAsync(
        InvocationListQuery query, PageCursor? cursor, TimeRange part, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.StartedInAsync(database, part, parameters, query.Function.Value, cancellationToken);
        var merged = await firsts.MarkedAsync(scope, parameters, cancellationToken, Names);
        var where = MergedInvocations.Started(part, parameters) + Only(query, parameters);
        if (cursor is { } place)
        {
            var at = parameters.Add("Int64", place.UnixNanoseconds);
            var key = parameters.Add("String", place.Id);
            where += $" AND (start_ns < {at} OR (start_ns = {at} AND toString(key) < {key}))";
        }
        var limit = parameters.Add("UInt64", (ulong)most);
        return await database.QueryAsync(
            "SELECT provider, platform, region, architecture, memory_bytes, 1., billed_ns, billed_init_ns, start_ns, end_ns, invocation_id, instance, "
            + "version, trigger, trace, span, init_class, init_ns, outcome, cause, memory_used_bytes, toString(key) "
            + $"FROM ({merged}) WHERE {where} ORDER BY start_ns DESC, toString(key) DESC LIMIT {limit}",
            parameters, Read, cancellationToken);
    }

    private async Task<IReadOnlyList<(int Bucket, long Warm, long Cold)>> WaitsInAsync(
        WaitQuery query, TimeRange part, long most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.StartedInAsync(database, part, parameters, query.Function.Value, cancellationToken);
        var merged = MergedInvocations.Sql(scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters);
        var limit = parameters.Add("UInt64", (ulong)most);
        var last = parameters.Add("Int64", MostBuckets - 1L);
        var scale = parameters.Add("Float64", (double)WaitResult.BucketsPerOctave);
        return await database.QueryAsync(
            $"SELECT least(toInt64(floor(log2(wait) * {scale})), {last}) AS bucket, countIf(NOT is_cold), countIf(is_cold) FROM ("
            + $"SELECT {MergedInvocations.IsSeenCold} AS is_cold, {MergedInvocations.Wait} AS wait "
            + $"FROM ({merged}) WHERE {MergedInvocations.Started(part, parameters)} AND end_ns > 0 ORDER BY start_ns DESC LIMIT {limit}) GROUP BY bucket",
            parameters, row => ((int)row.Number(0), row.Number(1), row.Number(2)), cancellationToken);
    }

    private static string Only(InvocationListQuery query, SqlParameters parameters)
    {
        var conditions = new List<string>();
        if (query.Outcomes.Count > 0)
        {
            conditions.Add($"outcome IN ({string.Join(", ", query.Outcomes.Select(MergedInvocations.Number))})");
        }
        if (query.InitClasses.Count > 0)
        {
            conditions.Add($"init_class IN ({string.Join(", ", query.InitClasses.Select(MergedInvocations.Number))})");
        }
        if (query.Version is { } version)
        {
            conditions.Add($"version = {parameters.Add("String", version)}");
        }
        if (query.Instance is { } instance)
        {
            conditions.Add($"instance = {parameters.Add("String", instance)}");
        }
        if (query.RunningAtUnixNanoseconds is { } instant)
        {
            conditions.Add($"until_ns > {parameters.Add("Int64", instant)}");
        }
        if (query.LeastNanoseconds > 0)
        {
            conditions.Add($"until_ns - start_ns >= {parameters.Add("Int64", query.LeastNanoseconds)}");
        }
        return string.Concat(conditions.Select(condition => $" AND {condition}"));
    }

    private (InvocationSummary Invocation, string Key) Read(DbDataReader row) => (
        new InvocationSummary
        {
            Cost = costs.Marginal(UsageReading.Usage(row, 0)),
            StartUnixNanoseconds = row.Number(8),
            EndUnixNanoseconds = row.Number(9),
            InvocationId = row.GetString(10),
            Instance = row.GetString(11),
            Version = row.GetString(12),
            Trigger = row.GetString(13),
            TraceId = row.TraceId(14),
            SpanId = row.SpanId(15),
            InitClass = (InitClass)row.Number(16),
            InitNanoseconds = row.Number(17),
            Outcome = (InvocationOutcome)row.Number(18),
            Cause = row.GetString(19),
            MemoryUsedBytes = row.Number(20),
        },
        row.GetString(21));
}
