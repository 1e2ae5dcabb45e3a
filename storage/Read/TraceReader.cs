using System.Data.Common;
using System.Diagnostics;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads traces from the table <c>spans</c>.</summary>
internal sealed class TraceReader(
    ClickHouseDatabase database, ResourceReader resources, RolledSpans rolled, TraceSlots places, StorageOptions options) : ITraceReader
{
    /// <summary>Fields of the search language with the value that they have on one span; an empty value is no facet.</summary>
    private static readonly GroupColumn[] Facets =
    [
        new("service", "service", "service"),
        new("function", RolledSpans.Function, "function"),
        new("status", StatusName, StatusName),
        new("cold", RolledSpans.Cold, "toString(cold)"),
        new("kind", KindName, KindName),
        new("name", "name", "name"),
        new("version", RolledSpans.Version, "version"),
    ];

    /// <summary>A statement stops when its page is full, so that steps need not be small; they bound what a time limit throws away.</summary>
    private const int FirstStep = 8;

    /// <summary>Looking for spans in so much more time costs more than to ask where they are.</summary>
    private const long LongRange = 48 * 3_600 * UnixTime.NanosecondsPerSecond;

    internal const string StatusName = "transform(status, [0, 1, 2], ['unset', 'ok', 'error'], '')";
    internal const string KindName = "transform(kind, [1, 2, 3, 4, 5], ['internal', 'server', 'client', 'producer', 'consumer'], '')";

    public async Task<TraceListResult> FindAsync(TraceListQuery query, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var cursor = PageCursor.Parse(query.Cursor);
        var scan = NewestFirst.InSteps(cursor?.Rest(query.Range) ?? query.Range, database.Limits, FirstStep);
        var found = new List<FoundTrace>();
        var seen = new HashSet<TraceId>();
        var scanned = await scan.RunAsync(
            async (part, token) =>
            {
                found.AddRange(await FindIdsAsync(query, cursor, part, seen, query.Limit + 1 - found.Count, token));
                return found.Count > query.Limit;
            },
            cancellationToken);
        var page = found.Take(query.Limit).ToArray();
        var summaries = page.Length == 0 ? [] : await SummariesAsync(page, query.Range, cancellationToken);
        var next = found.Count > query.Limit ? new PageCursor(page[^1].Newest, page[^1].Id.ToString())
            : scanned.Complete ? (PageCursor?)null : PageCursor.Before(scanned);
        return new TraceListResult(
            [.. page.Select(item => summaries.GetValueOrDefault(item.Id)).OfType<TraceSummary>()],
            next?.ToString(),
            scanned with { Range = scanned.Range with { ToUnixNanoseconds = query.Range.ToUnixNanoseconds }, Elapsed = watch.Elapsed });
    }

    public async Task<TraceHistogramResult> HistogramAsync(TraceHistogramQuery query, CancellationToken cancellationToken)
    {
        var grid = HistogramGrid.Of(query.Range, query.Buckets);
        var byBucket = new Dictionary<int, HistogramBucket>();
        var scanned = await NewestFirst.AtOnce(query.Range, database.Limits, grid.Width, grid.Start).RunAsync(
            async (part, token) =>
            {
                foreach (var (index, bucket) in await BucketsAsync(query.Search, part, grid, token))
                {
                    byBucket[index] = bucket;
                }
                return false;
            },
            cancellationToken);
        var buckets = Enumerable.Range(0, grid.Count).Select(index =>
            (byBucket.GetValueOrDefault(index) ?? new HistogramBucket(0, 0, 0, 0, 0, 0)) with
            {
                StartUnixNanoseconds = grid.StartOf(index),
            });
        return new TraceHistogramResult([.. buckets], scanned);
    }

    public async Task<TraceFacetsResult> FacetsAsync(TraceFacetsQuery query, CancellationToken cancellationToken)
    {
        var (rows, scanned) = await NewestFirst.AtOnce(query.Range, database.Limits).ReadAsync(
            (part, token) => FacetRowsAsync(query, part, token), cancellationToken);
        return new TraceFacetsResult(
            [.. (rows ?? []).GroupBy(row => row.Facet).Select(group => new Facet(Facets[group.Key].Name, [.. group.Select(row => row.Value)]))],
            scanned);
    }

    private Task<IReadOnlyList<(int Facet, FacetValue Value)>> FacetRowsAsync(
        TraceFacetsQuery query, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var counts = rolled.Sql(part, query.Search, durations: false, fromSlots: true, parameters, Facets);
        var limit = parameters.Add("UInt64", (ulong)query.ValuesPerFacet);
        var items = string.Join(", ", Facets.Select((facet, index) => $"({index}, toString({facet.Alias}))"));
        return database.QueryAsync(
            $"SELECT item.1 AS facet, item.2 AS value, sum(spans) AS total FROM (SELECT arrayJoin([{items}]) AS item, spans FROM ({counts})) "
            + $"WHERE value != '' GROUP BY facet, value ORDER BY facet, total DESC, value LIMIT {limit} BY facet",
            parameters,
            row => (Facet: (int)row.Number(0), Value: new FacetValue(row.GetString(1), row.Number(2))),
            cancellationToken);
    }

    public async Task<TraceResult?> GetAsync(TraceId traceId, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var id = parameters.Add("String", traceId.ToString());
        var place = await places.ConditionAsync(traceId, parameters, cancellationToken);
        var limit = parameters.Add("UInt64", (ulong)options.MaxTraceSpans + 1);
        var rows = await database.QueryRowBinaryAsync(
            $"SELECT {SpanRows.Columns} FROM spans WHERE trace_id = toFixedString(unhex({id}), 16){place} ORDER BY start_time, span_id "
            // A client that got no answer sends again: the same span is shown once, and takes one place.
            + $"LIMIT 1 BY span_id, kind, start_time, duration_ns, name LIMIT {limit} {SpanRows.Format}",
            parameters, SpanRows.Read, cancellationToken);
        if (rows.Count == 0)
        {
            return null;
        }
        var shared = await resources.GetAsync(rows.Select(row => row.Fingerprint), cancellationToken);
        var spans = new SpanRecord[Math.Min(rows.Count, options.MaxTraceSpans)];
        for (var index = 0; index < spans.Length; index++)
        {
            spans[index] = rows[index].Span;
            if (shared.TryGetValue(rows[index].Fingerprint, out var resource))
            {
                spans[index].Complete(resource);
            }
        }
        var trace = new TraceResult(traceId, spans, rows.Count > options.MaxTraceSpans, rows.Max(row => row.ReceivedUnixNanoseconds));
        return trace.Truncated ? trace with { SpanCount = await CountAsync(traceId, cancellationToken) } : trace;
    }

    public async Task<TraceExtent?> ExtentAsync(TraceId traceId, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var id = parameters.Add("String", traceId.ToString());
        var place = await places.ConditionAsync(traceId, parameters, cancellationToken);
        var extents = await database.QueryAsync(
            $"SELECT count(), toUnixTimestamp64Nano(max(received_time)) FROM spans WHERE trace_id = toFixedString(unhex({id}), 16){place}",
            parameters, row => new TraceExtent(row.Number(0), row.Number(1)), cancellationToken);
        return extents is [{ Rows: > 0 } extent] ? extent : null;
    }

    /// <summary>All of them, each once: what one page takes is the beginning only.</summary>
    private async Task<long> CountAsync(TraceId traceId, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var id = parameters.Add("String", traceId.ToString());
        var place = await places.ConditionAsync(traceId, parameters, cancellationToken);
        var counts = await database.QueryAsync(
            $"SELECT uniqExact(span_id, kind, start_time, duration_ns, name) FROM spans WHERE trace_id = toFixedString(unhex({id}), 16){place}",
            parameters, row => row.Number(0), cancellationToken);
        return counts[0];
    }

    public Task<IReadOnlyList<LinkingSpan>> LinkedFromAsync(TraceId traceId, TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var time = SearchClause.Time("start_time", range, parameters);
        var id = $"toFixedString(unhex({parameters.Add("String", traceId.ToString())}), 16)";
        var limit = parameters.Add("UInt64", (ulong)LinkingSpan.Most);
        return database.QueryAsync(
            "SELECT lower(hex(trace_id)), lower(hex(span_id)), service, name, toUnixTimestamp64Nano(start_time), duration_ns, status, "
            + "lower(hex(link_span_ids[indexOf(link_trace_ids, linked)])) "
            + $"FROM spans WHERE {time} AND has(link_trace_ids, {id} AS linked) AND trace_id != linked "
            + $"ORDER BY start_time, trace_id, span_id LIMIT 1 BY trace_id, span_id LIMIT {limit}",
            parameters,
            row => new LinkingSpan(
                row.TraceId(0), row.SpanId(1), row.GetString(2), row.GetString(3), row.Number(4), row.Number(5), row.Number(6) == (long)SpanStatus.Error, row.SpanId(7)),
            cancellationToken);
    }

    private async Task<IReadOnlyList<(int Index, HistogramBucket Bucket)>> BucketsAsync(
        SearchExpression? search, TimeRange part, HistogramGrid grid, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var bucket = new GroupColumn(
            "bucket", grid.IndexOf("toUnixTimestamp64Nano(start_time)", parameters), grid.IndexOf("toInt64(toUnixTimestamp(slot)) * 1000000000", parameters));
        var failed = new GroupColumn("failed", "status = 2", "status = 2");
        var counts = rolled.Sql(part, search, durations: true, grid.IsOfSlots, parameters, bucket, failed);
        return await database.QueryAsync(
            $"SELECT {bucket.Alias}, sum(spans), sumIf(spans, {failed.Alias}), {DurationQuantiles.Of("durations")} "
            + $"FROM ({counts}) GROUP BY {bucket.Alias}",
            parameters, ReadBucket, cancellationToken);
    }

    private static (int Index, HistogramBucket Bucket) ReadBucket(DbDataReader row)
    {
        var quantiles = row.Items<double>(3);
        return ((int)row.Number(0), new HistogramBucket(
            0, row.Number(1), row.Number(2), (long)quantiles[0], (long)quantiles[1], (long)quantiles[2]));
    }

    /// <summary>The traces whose newest matching span is in this part of the range, newest first.</summary>
    /// <param name="cursor">The end of the former page.</param>
    /// <param name="seen">Traces that are on a page already; what is found is added.</param>
    private async Task<IReadOnlyList<FoundTrace>> FindIdsAsync(
        TraceListQuery query, PageCursor? cursor, TimeRange part, HashSet<TraceId> seen, int most, CancellationToken cancellationToken)
    {
        var found = new List<FoundTrace>();
        var others = new HashSet<TraceId>(seen);
        var place = cursor;
        while (found.Count < most)
        {
            var wanted = most - found.Count;
            var batch = await FindIdsInAsync(query, place, part, others, wanted, cancellationToken);
            var listed = batch.Count == 0 || cursor is not { } end ? [] : await FindBeforeAsync(query, end, batch, cancellationToken);
            found.AddRange(batch.Where(item => !listed.Contains(item.Id)));
            others.UnionWith(batch.Select(item => item.Id));
            if (batch.Count < wanted)
            {
                break;
            }
            place = new PageCursor(batch[^1].Newest, batch[^1].Id.ToString());
        }
        // Only now: a part that a limit stopped is asked again.
        seen.UnionWith(others);
        return found;
    }

    private async Task<IReadOnlyList<FoundTrace>> FindIdsInAsync(
        TraceListQuery query, PageCursor? cursor, TimeRange part, HashSet<TraceId> others, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var where = SearchClause.Time("start_time", cursor?.Rest(part) ?? part, parameters)
            + SearchClause.Matching(query.Search, SearchTarget.Spans, part, parameters);
        if (cursor is { } place)
        {
            where += $" AND NOT ({AtOrBefore(place, parameters)})";
        }
        if (others.Count > 0)
        {
            where += $" AND trace_id NOT IN {Ids(others, parameters)}";
        }
        var limit = parameters.Add("UInt64", (ulong)most);
        return await database.QueryAsync(
            // The first is the order of the table: spans are read from the newest, and no further than the limit asks.
            $"SELECT lower(hex(trace_id)), toUnixTimestamp64Nano(start_time) FROM spans WHERE {where} "
            + $"ORDER BY toStartOfMinute(start_time) DESC, start_time DESC, trace_id DESC LIMIT 1 BY trace_id LIMIT {limit}",
            parameters, row => new FoundTrace(row.TraceId(0), row.Number(1)), cancellationToken);
    }

    /// <summary>Which of the traces are on a page before this place: those with a matching span there.</summary>
    private async Task<HashSet<TraceId>> FindBeforeAsync(
        TraceListQuery query, PageCursor cursor, IReadOnlyList<FoundTrace> traces, CancellationToken cancellationToken)
    {
        var range = query.Range with { FromUnixNanoseconds = Math.Max(cursor.UnixNanoseconds, query.Range.FromUnixNanoseconds) };
        var parameters = new SqlParameters();
        var where = SearchClause.Time("start_time", range, parameters)
            + $" AND trace_id IN {Ids(traces.Select(trace => trace.Id), parameters)}"
            + $" AND (start_time > fromUnixTimestamp64Nano({parameters.Add("Int64", cursor.UnixNanoseconds)}, 'UTC') OR {AtOrBefore(cursor, parameters)})"
            + SearchClause.Matching(query.Search, SearchTarget.Spans, range, parameters);
        var ids = await database.QueryAsync(
            $"SELECT DISTINCT lower(hex(trace_id)) FROM spans WHERE {where}", parameters, row => row.TraceId(0), cancellationToken);
        return [.. ids];
    }

    /// <summary>Of the spans that start at the time of a place: those that a list has before it, and the one that it is.</summary>
    private static string AtOrBefore(PageCursor place, SqlParameters parameters) =>
        $"start_time = fromUnixTimestamp64Nano({parameters.Add("Int64", place.UnixNanoseconds)}, 'UTC') "
        + $"AND trace_id >= toFixedString(unhex({parameters.Add("String", place.Id)}), 16)";

    internal static string Ids(IEnumerable<TraceId> ids, SqlParameters parameters) =>
        $"(SELECT toFixedString(unhex(arrayJoin({parameters.Add("Array(String)", ids.Select(id => id.ToString()).ToArray())})), 16))";

    /// <summary>A trace is summed up over all its spans, those outside the asked range and those that do not match too.</summary>
    private async Task<Dictionary<TraceId, TraceSummary>> SummariesAsync(
        IReadOnlyList<FoundTrace> page, TimeRange range, CancellationToken cancellationToken)
    {
        TraceId[] ids = [.. page.Select(item => item.Id)];
        var wide = new TimeRange(range.FromUnixNanoseconds - SearchSql.TraceSpread, range.ToUnixNanoseconds + SearchSql.TraceSpread);
        var near = wide.Within(new TimeRange(page.Min(item => item.Newest) - SearchSql.TraceSpread, page.Max(item => item.Newest) + SearchSql.TraceSpread));
        if (wide.Nanoseconds - near.Nanoseconds < LongRange || places.UnrolledOutside(near, wide) is not { } unrolled)
        {
            return await SummariesAsync(ids, wide, [], wide, cancellationToken);
        }
        // Few traces are longer than the spread: while their summaries are made, the rollups are asked whether one of these is.
        var asked = places.OutsideAsync(ids, near, wide, cancellationToken);
        var summaries = SummariesAsync(ids, near, unrolled, wide, cancellationToken);
        await Task.WhenAll(asked, summaries);
        var outside = await asked;
        return outside.Count == 0 ? await summaries : await SummariesAsync(ids, near, [.. unrolled, .. outside], wide, cancellationToken);
    }

    /// <param name="near">Where to look for the spans.</param>
    /// <param name="slots">Where else to look, within <paramref name="wide"/>.</param>
    internal async Task<Dictionary<TraceId, TraceSummary>> SummariesAsync(
        TraceId[] ids, TimeRange near, IReadOnlyList<int> slots, TimeRange wide, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var time = SearchClause.Time("start_time", slots.Count == 0 ? near : wide, parameters);
        if (slots.Count > 0)
        {
            time += $" AND (({SearchClause.Time("start_time", near, parameters)}) OR {TraceSlots.Condition(slots, parameters)})";
        }
        var parts = await database.QueryAsync(
            "SELECT lower(hex(trace_id)), service, uniqExact(span_id, kind), uniqExactIf((span_id, kind), status = 2), "
            + "min(toUnixTimestamp64Nano(start_time)) AS first, max(toUnixTimestamp64Nano(start_time) + toInt64(duration_ns)), "
            + "argMin(name, start_time), countIf(parent_span_id = toFixedString('', 8)), "
            + "argMinIf(name, start_time, parent_span_id = toFixedString('', 8)), max(attr_bool['faas.coldstart']), "
            + "toInt64(max(attr_double['faas.init_duration']) * 1000000000), max(duration_ns) "
            + $"FROM spans WHERE {time} AND trace_id IN {Ids(ids, parameters)} GROUP BY trace_id, service",
            parameters, ReadPart, cancellationToken);
        return parts.GroupBy(part => part.TraceId).ToDictionary(group => group.Key, group => Summary(group.Key, [.. group]));
    }

    private static TraceSummary Summary(TraceId id, SummaryPart[] parts)
    {
        Array.Sort(parts, (left, right) => left.First.CompareTo(right.First));
        var root = Array.Find(parts, part => part.Roots > 0);
        return new TraceSummary
        {
            TraceId = id,
            RootService = (root ?? parts[0]).Service,
            RootName = root?.RootName ?? parts[0].FirstName,
            RootMissing = root is null,
            StartUnixNanoseconds = parts[0].First,
            DurationNanoseconds = parts.Max(part => part.Last) - parts[0].First,
            SpanCount = (int)parts.Sum(part => part.Spans),
            ErrorCount = (int)parts.Sum(part => part.Errors),
            Services = [.. parts.Select(part => new TraceService(part.Service, (int)part.Spans, (int)part.Errors, part.Slowest))],
            Cold = parts.Any(part => part.Cold),
            InitDurationNanoseconds = parts.Where(part => part.Cold).Sum(part => part.Init),
        };
    }

    private static SummaryPart ReadPart(DbDataReader row) => new(
        row.TraceId(0), row.GetString(1), row.Number(2), row.Number(3), row.Number(4), row.Number(5), row.GetString(6),
        row.Number(7), row.GetString(8), row.GetBoolean(9), row.Number(10), row.Number(11));

    private readonly record struct FoundTrace(TraceId Id, long Newest);

    private sealed record SummaryPart(
        TraceId TraceId, string Service, long Spans, long Errors, long First, long Last, string FirstName, long Roots,
        string RootName, bool Cold, long Init, long Slowest);
}
