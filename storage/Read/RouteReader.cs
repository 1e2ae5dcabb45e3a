using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>
/// Takes the newest invocations with a cold start and without one, and asks their spans for their routes. Both are samples of one size: a function
/// with a cold start in a hundred invocations would else be compared with all of them.
/// </summary>
internal sealed class RouteReader(ClickHouseDatabase database, TimeProvider time) : IRouteReader
{
    /// <summary>A step is read as a whole: a small one comes first.</summary>
    private const int FirstStep = 16;

    public async Task<RouteResult> CompareAsync(RouteQuery query, CancellationToken cancellationToken)
    {
        var (warm, cold, lookedAt) = (new List<Wait>(), new List<Wait>(), 0L);
        var scanned = await NewestFirst.InSteps(query.Range, database.Limits, FirstStep).RunAsync(
            async (part, token) =>
            {
                var (waits, of) = await WaitsAsync(query, part, token);
                warm.AddRange(waits.Where(wait => !wait.IsCold).Take(query.Most - warm.Count));
                cold.AddRange(waits.Where(wait => wait.IsCold).Take(query.Most - cold.Count));
                lookedAt += of;
                return (warm.Count == query.Most && cold.Count == query.Most) || lookedAt >= query.MostLookedAt;
            },
            cancellationToken);
        if (cold.Count == 0)
        {
            return new RouteResult([], scanned);
        }
        var names = await NamesAsync([.. warm, .. cold], cancellationToken);
        return new RouteResult(
            [
                .. warm.Concat(cold)
                    .GroupBy(wait => names.GetValueOrDefault((wait.Trace, wait.Span), Nameless))
                    .Select(route => Waits(route.Key, route))
                    .Where(route => route.Cold > 0)
                    .OrderByDescending(route => route.Cold).ThenBy(route => route.Name, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal),
            ],
            scanned);
    }

    private static readonly RouteName Nameless = new("", "", false);

    private static RouteWaits Waits(RouteName name, IEnumerable<Wait> waits)
    {
        var lengths = waits.ToLookup(wait => wait.IsCold, wait => wait.Nanoseconds);
        long[] warm = [.. lengths[false].Order()];
        long[] cold = [.. lengths[true].Order()];
        return new RouteWaits(
            name.Method, name.Name, name.IsRoute, warm.Length, At(warm, 0.5), At(warm, 0.95), cold.Length, At(cold, 0.5), At(cold, 0.95));
    }

    /// <summary>The lower of two in the middle.</summary>
    private static long At(long[] ordered, double quantile) => ordered.Length == 0 ? 0 : ordered[(int)Math.Ceiling(ordered.Length * quantile) - 1];

    private async Task<(IReadOnlyList<Wait> Waits, long Of)> WaitsAsync(RouteQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.StartedInAsync(database, part, parameters, query.Function.Value, cancellationToken);
        var merged = MergedInvocations.Sql(
            scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters, MergedInvocations.OutermostTrace, MergedInvocations.OutermostSpan);
        var most = parameters.Add("UInt64", (ulong)query.Most);
        var rows = await database.QueryAsync(
            $"SELECT trace, span, start_ns, {MergedInvocations.IsSeenCold} AS is_cold, {MergedInvocations.Wait}, count() OVER () "
            + $"FROM ({merged}) WHERE {MergedInvocations.Started(part, parameters)} AND end_ns > 0 ORDER BY start_ns DESC LIMIT {most} BY is_cold",
            parameters, row => (Wait: new Wait(row.TraceId(0), row.SpanId(1), row.Number(2), row.Number(3) != 0, row.Number(4)), Of: row.Number(5)), cancellationToken);
        return ([.. rows.Select(row => row.Wait)], rows.Count == 0 ? 0 : rows[0].Of);
    }

    private async Task<Dictionary<(TraceId, SpanId), RouteName>> NamesAsync(IReadOnlyList<Wait> waits, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        // A platform's clock is not the function's: a span may start a little beside its invocation.
        var range = new TimeRange(waits.Min(wait => wait.Start) - InvocationReach.StartSkew, waits.Max(wait => wait.Start) + InvocationReach.StartSkew);
        var where = $"{SearchClause.Time("start_time", range, parameters)} AND trace_id IN {TraceReader.Ids(waits.Select(wait => wait.Trace).Distinct(), parameters)} "
            + $"AND lower(hex(span_id)) IN ({parameters.Add("Array(String)", waits.Select(wait => wait.Span.ToString()).Distinct().ToArray())})";
        var rows = await database.QueryAsync(
            "SELECT lower(hex(trace_id)), lower(hex(span_id)), if(attr_string['http.request.method'] != '', attr_string['http.request.method'], attr_string['http.method']), "
            + $"attr_string['http.route'], name FROM spans WHERE {where}",
            parameters,
            row => (Trace: row.TraceId(0), Span: row.SpanId(1), Name: row.GetString(3) is { Length: > 0 } route
                ? new RouteName(row.GetString(2), route, true)
                : new RouteName("", row.GetString(4), false)),
            cancellationToken);
        // A span that came twice is stored twice.
        return rows.DistinctBy(row => (row.Trace, row.Span)).ToDictionary(row => (row.Trace, row.Span), row => row.Name);
    }

    private readonly record struct Wait(TraceId Trace, SpanId Span, long Start, bool IsCold, long Nanoseconds);

    private readonly record struct RouteName(string Method, string Name, bool IsRoute);
}
