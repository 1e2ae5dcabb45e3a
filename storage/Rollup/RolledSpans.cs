using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Storage.Rollup;

/// <summary>
/// Counts and durations of spans by what the table span_minutes keeps of them: out of it where it can answer, out of the spans where it
/// cannot (yet): minutes that changed a moment ago, and the pieces of minutes at both ends of a range.
/// </summary>
internal sealed class RolledSpans(RollupLedger ledger)
{
    /// <summary>Beyond so many changed minutes the spans alone are the cheaper source.</summary>
    private const int MostUnrolled = 240;

    /// <summary>A shorter range is read from the spans.</summary>
    private const int FewestMinutes = 20;

    // What span_minutes is grouped by, as SQL over spans.
    public const string Root = "parent_span_id = toFixedString('', 8)";
    public const string Version = "if(faas_version != '', faas_version, service_version)";
    public const string Function = "if(faas_name != '', faas_name, attr_string['faas.name'])";
    public const string Cold = "if(mapContains(attr_bool, 'faas.coldstart'), if(attr_bool['faas.coldstart'], 'true', 'false'), '')";
    public const string Durations = "quantilesTDigestState(0.5, 0.95, 0.99)";

    /// <summary>The columns of spans that the expressions read.</summary>
    public const string Columns =
        "trace_id, span_id, parent_span_id, start_time, duration_ns, service, service_version, environment, faas_name, faas_version, name, kind, "
        + "status, attr_string, attr_bool";

    private const string Once = "uniqExact(trace_id, span_id, kind, start_time, duration_ns)";

    /// <summary>
    /// A subquery with the columns <paramref name="by"/> under their aliases, <c>spans</c> (repeated ones once) and, when they are asked for,
    /// <c>durations</c> (mergeable quantiles 0.5, 0.95 and 0.99, nanoseconds).
    /// </summary>
    /// <param name="search">Null for the root spans.</param>
    public string Sql(TimeRange range, SearchExpression? search, bool durations, SqlParameters parameters, params GroupColumn[] by)
    {
        var names = string.Join(", ", by.Select(column => column.Alias));
        var time = SearchClause.Time("start_time", range, parameters);
        var matching = search is null ? $" AND {Root}" : SearchClause.Matching(search, SearchTarget.Spans, range, parameters);
        var rolled = RolledWithin(range, search);
        var unrolled = rolled is null ? "" : rolled.Value.Excluding("start_time", "toStartOfMinute(start_time)", parameters);
        var quantiles = durations ? $", {Durations}(duration_ns) AS durations" : "";
        var sql = $"SELECT {List(by, column => column.OfSpans)}, {Once} AS spans{quantiles} FROM spans WHERE {time}{unrolled}{matching} GROUP BY {names}";
        if (rolled is { } part)
        {
            var kept = search is null ? "root" : $"({SearchSql.Compile(search, SearchTarget.SpanMinutes, parameters)})";
            quantiles = durations ? ", quantilesTDigestMergeState(0.5, 0.95, 0.99)(durations)" : "";
            sql += $" UNION ALL SELECT {List(by, column => column.OfMinutes)}, sum(spans){quantiles} "
                + $"FROM (SELECT * FROM span_minutes FINAL WHERE {part.Including(parameters)} AND {kept}) GROUP BY {names}";
        }
        return sql;
    }

    /// <summary>Null when the spans alone have to answer.</summary>
    private RolledRange? RolledWithin(TimeRange range, SearchExpression? search)
    {
        var from = RollupMinute.From(range.FromUnixNanoseconds);
        var to = RollupMinute.Of(range.ToUnixNanoseconds);
        if (to - from < FewestMinutes || (search is not null && !SearchFields.AreKeptByMinute(search)))
        {
            return null;
        }
        return ledger.Unrolled(from, to, MostUnrolled) is { } unrolled ? new RolledRange(from, to, unrolled) : null;
    }

    private static string List(GroupColumn[] by, Func<GroupColumn, string> sql) =>
        string.Join(", ", by.Select(column => $"{sql(column)} AS {column.Alias}"));
}

/// <param name="OfSpans">SQL over the table spans.</param>
/// <param name="OfMinutes">SQL over the table span_minutes.</param>
internal sealed record GroupColumn(string Name, string OfSpans, string OfMinutes)
{
    /// <summary>What it is called in the subquery: an alias with a column's own name would stand for it in the search, too.</summary>
    public string Alias => "by_" + Name;
}

/// <summary>The whole minutes <c>[From, To)</c>, of which all but a few can be read from the rollups.</summary>
internal readonly record struct RolledRange(int From, int To, IReadOnlyList<int> Unrolled)
{
    /// <summary>What is left for the spans, to be added to a WHERE clause over the time range.</summary>
    public string Excluding(string time, string minute, SqlParameters parameters)
    {
        var from = parameters.Add("Int64", RollupMinute.StartOf(From));
        var to = parameters.Add("Int64", RollupMinute.StartOf(To));
        var changed = Unrolled.Count == 0 ? "" : $" OR {minute} IN {List(parameters)}";
        return $" AND ({time} < fromUnixTimestamp64Nano({from}, 'UTC') OR {time} >= fromUnixTimestamp64Nano({to}, 'UTC'){changed})";
    }

    /// <summary>A condition over the column <c>minute</c> of a rollup.</summary>
    public string Including(SqlParameters parameters)
    {
        var from = parameters.Add("UInt32", (uint)From * 60);
        var to = parameters.Add("UInt32", (uint)To * 60);
        var changed = Unrolled.Count == 0 ? "" : $" AND minute NOT IN {List(parameters)}";
        return $"minute >= toDateTime({from}, 'UTC') AND minute < toDateTime({to}, 'UTC'){changed}";
    }

    private string List(SqlParameters parameters) =>
        $"(SELECT toDateTime(arrayJoin({parameters.Add("Array(UInt32)", Unrolled.Select(minute => (uint)minute * 60).ToArray())}), 'UTC'))";
}
