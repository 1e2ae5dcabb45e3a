using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>Looks at the newest root spans of an operation, which the order of the table <c>spans</c> makes cheap, and chooses among them here.</summary>
internal sealed class TypicalTraceReader(ClickHouseDatabase database) : ITypicalTraceReader
{
    /// <summary>The first step through a range is this share of it, one in so many.</summary>
    private const int FirstStep = 24;

    private const string Root = "parent_span_id = toFixedString('', 8)";

    public async Task<TypicalTrace?> FindAsync(TypicalTraceQuery query, CancellationToken cancellationToken)
    {
        var found = new List<Candidate>();
        await NewestFirst.InSteps(query.Range, database.Limits, FirstStep).RunAsync(
            async (part, token) =>
            {
                found.AddRange(await CandidatesAsync(query, part, TypicalTrace.Most - found.Count, token));
                return found.Count >= TypicalTrace.Most;
            },
            cancellationToken);
        return Closest(found);
    }

    private async Task<IReadOnlyList<Candidate>> CandidatesAsync(TypicalTraceQuery query, TimeRange part, int most, CancellationToken cancellationToken)
    {
        if (query.Cold == true)
        {
            var cold = await ColdTracesAsync(query, part, most, cancellationToken);
            return cold.Count == 0 ? [] : await RootsAsync(query, part, most, cold, cancellationToken);
        }
        var roots = await RootsAsync(query, part, most, null, cancellationToken);
        if (query.Cold is null || roots.Count == 0)
        {
            return roots;
        }
        var warm = await WarmTracesAsync(query, part, [.. roots.Select(root => root.Id)], cancellationToken);
        return [.. roots.Where(root => warm.Contains(root.Id))];
    }

    /// <param name="among">Null for all.</param>
    private Task<IReadOnlyList<Candidate>> RootsAsync(
        TypicalTraceQuery query, TimeRange part, int most, IReadOnlyCollection<TraceId>? among, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var where = $"{SearchClause.Time("start_time", part, parameters)} AND service = {parameters.Add("String", query.Service)} "
            + $"AND name = {parameters.Add("String", query.Name)} AND {Root} AND trace_id != {Id(query.Except, parameters)}";
        where += among is null ? "" : $" AND trace_id IN {TraceReader.Ids(among, parameters)}";
        return database.QueryAsync(
            $"SELECT lower(hex(trace_id)), toUnixTimestamp64Nano(start_time), duration_ns FROM spans WHERE {where} "
            + $"ORDER BY toStartOfMinute(start_time) DESC, start_time DESC, trace_id DESC LIMIT 1 BY trace_id LIMIT {parameters.Add("UInt64", (ulong)most)}",
            parameters, row => new Candidate(row.TraceId(0), row.Number(1), row.Number(2)), cancellationToken);
    }

    private Task<IReadOnlyList<TraceId>> ColdTracesAsync(TypicalTraceQuery query, TimeRange part, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var where = $"{SearchClause.Time("start_time", Around(part), parameters)} AND attr_bool['faas.coldstart']{OfService(query, parameters)}";
        return database.QueryAsync(
            $"SELECT lower(hex(trace_id)) FROM spans WHERE {where} "
            + $"ORDER BY toStartOfMinute(start_time) DESC, start_time DESC, trace_id DESC LIMIT 1 BY trace_id LIMIT {parameters.Add("UInt64", (ulong)most)}",
            parameters, row => row.TraceId(0), cancellationToken);
    }

    private async Task<HashSet<TraceId>> WarmTracesAsync(
        TypicalTraceQuery query, TimeRange part, IReadOnlyCollection<TraceId> among, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var where = $"{SearchClause.Time("start_time", Around(part), parameters)} AND trace_id IN {TraceReader.Ids(among, parameters)}{OfService(query, parameters)}";
        var ids = await database.QueryAsync(
            $"SELECT lower(hex(trace_id)) FROM spans WHERE {where} GROUP BY trace_id HAVING NOT max(attr_bool['faas.coldstart'])",
            parameters, row => row.TraceId(0), cancellationToken);
        return [.. ids];
    }

    private static string OfService(TypicalTraceQuery query, SqlParameters parameters) =>
        query.ColdService.Length == 0 ? "" : $" AND service = {parameters.Add("String", query.ColdService)}";

    /// <summary>Where the other spans are of traces whose roots are in this part.</summary>
    private static TimeRange Around(TimeRange part) =>
        new(part.FromUnixNanoseconds - Search.SearchSql.TraceSpread, part.ToUnixNanoseconds + Search.SearchSql.TraceSpread);

    private static string Id(TraceId id, SqlParameters parameters) => $"toFixedString(unhex({parameters.Add("String", id.ToString())}), 16)";

    private static TypicalTrace? Closest(List<Candidate> found)
    {
        if (found.Count == 0)
        {
            return null;
        }
        var durations = found.Select(item => item.Duration).Order().ToArray();
        // The lower of two in the middle: a duration that there was.
        var median = durations[(durations.Length - 1) / 2];
        var closest = found.MinBy(item => Math.Abs(item.Duration - median));
        return new TypicalTrace(closest.Id, closest.Start, closest.Duration, median, found.Count);
    }

    private readonly record struct Candidate(TraceId Id, long Start, long Duration);
}
