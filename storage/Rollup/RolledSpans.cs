using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Storage.Rollup;

/// <summary>
/// Counts and durations of spans by what the table span_slots keeps of them: out of it where it can answer, out of the spans where it
/// cannot (yet): slots that changed a moment ago, and the pieces of slots at both ends of a range.
/// </summary>
internal sealed class RolledSpans(RollupLedgers ledgers)
{
    /// <summary>Beyond so many changed slots the spans alone are the cheaper source.</summary>
    public const int MostUnrolled = 48;

    /// <summary>A shorter range is read from the spans.</summary>
    private const int FewestSlots = 12;

    // What span_slots is grouped by, as SQL over spans.
    public const string Root = "parent_span_id = toFixedString('', 8)";
    public const string Version = SearchFields.Version;
    public const string Function = SearchFields.Function;
    public const string Cold = "if(mapContains(attr_bool, 'faas.coldstart'), if(attr_bool['faas.coldstart'], 'true', 'false'), '')";
    public static readonly string Durations = DurationQuantiles.State("duration_ns");

    /// <summary>Spans, those that are the same as another once: a client that got no answer sends again.</summary>
    public const string Once = $"uniqExact({Sameness})";

    /// <summary>What a span has that no other has, unless it is the same once more.</summary>
    public const string Sameness = "trace_id, span_id, kind, start_time, duration_ns";

    /// <summary>
    /// A subquery with the columns <paramref name="by"/> under their aliases, <c>spans</c> (repeated ones once) and, when they are asked for,
    /// <c>durations</c> (<see cref="DurationQuantiles"/>).
    /// </summary>
    /// <param name="search">Null for the root spans.</param>
    /// <param name="fromSlots">False when the columns tell spans of one slot apart: then the spans alone answer.</param>
    public string Sql(TimeRange range, SearchExpression? search, bool durations, bool fromSlots, SqlParameters parameters, params GroupColumn[] by)
    {
        var names = string.Join(", ", by.Select(column => column.Alias));
        var time = SearchClause.Time("start_time", range, parameters);
        var matching = search is null ? $" AND {Root}" : SearchClause.Matching(search, SearchTarget.Spans, range, parameters);
        var rolled = fromSlots ? RolledWithin(range, search) : null;
        var unrolled = rolled is null ? "" : rolled.Value.Excluding(parameters);
        var quantiles = durations ? $", {Durations} AS durations" : "";
        var sql = $"SELECT {List(by, column => column.OfSpans)}, {Once} AS spans{quantiles} FROM spans WHERE {time}{unrolled}{matching} GROUP BY {names}";
        if (rolled is { } part)
        {
            var kept = search is null ? "root" : $"({SearchSql.Compile(search, SearchTarget.SpanSlots, parameters)})";
            quantiles = durations ? $", {DurationQuantiles.Merged("durations")}" : "";
            sql += $" UNION ALL SELECT {List(by, column => column.OfSlots)}, sum(spans){quantiles} "
                + $"FROM (SELECT * FROM span_slots FINAL WHERE {part.Including(parameters)} AND {kept}) GROUP BY {names}";
        }
        return sql;
    }

    /// <summary>Null when the spans alone have to answer.</summary>
    private RolledRange? RolledWithin(TimeRange range, SearchExpression? search)
    {
        var from = Math.Clamp(RollupSlot.From(range.FromUnixNanoseconds), 0, RollupSlot.Last);
        var to = Math.Clamp(RollupSlot.Of(range.ToUnixNanoseconds), 0, RollupSlot.Last);
        if (to - from < FewestSlots || (search is not null && !SearchFields.AreKeptBySlot(search)))
        {
            return null;
        }
        return ledgers.Spans.Unrolled(from, to, MostUnrolled) is { } unrolled ? new RolledRange(from, to, unrolled) : null;
    }

    private static string List(GroupColumn[] by, Func<GroupColumn, string> sql) =>
        string.Join(", ", by.Select(column => $"{sql(column)} AS {column.Alias}"));
}

/// <param name="OfSpans">SQL over the table spans.</param>
/// <param name="OfSlots">SQL over the table span_slots.</param>
internal sealed record GroupColumn(string Name, string OfSpans, string OfSlots)
{
    /// <summary>What it is called in the subquery: an alias with a column's own name would stand for it in the search, too.</summary>
    public string Alias => "by_" + Name;
}

/// <summary>The whole slots <c>[From, To)</c>, of which all but a few can be read from the rollups.</summary>
internal readonly record struct RolledRange(int From, int To, IReadOnlyList<int> Unrolled)
{
    /// <summary>The slots of the range, in order, that the rollups leave to the records; those at its ends may lie in it only in part.</summary>
    public IReadOnlyList<int> Rest(TimeRange range)
    {
        var first = RollupSlot.Of(range.FromUnixNanoseconds);
        var last = RollupSlot.Of(range.ToUnixNanoseconds - 1);
        return [.. Enumerable.Range(first, From - first), .. Unrolled.Order(), .. Enumerable.Range(To, last + 1 - To)];
    }

    /// <summary>What is left for the spans, to be added to a WHERE clause over the time range.</summary>
    public string Excluding(SqlParameters parameters)
    {
        var from = parameters.Add("Int64", RollupSlot.StartOf(From));
        var to = parameters.Add("Int64", RollupSlot.StartOf(To));
        var changed = Unrolled.Count == 0 ? "" : $" OR toStartOfMinute(start_time) IN {List(RollupSlot.MinutesOf(Unrolled), parameters)}";
        return $" AND (start_time < fromUnixTimestamp64Nano({from}, 'UTC') OR start_time >= fromUnixTimestamp64Nano({to}, 'UTC'){changed})";
    }

    /// <summary>A condition over the column <c>slot</c> of a rollup.</summary>
    public string Including(SqlParameters parameters)
    {
        var from = parameters.Add("UInt32", RollupSlot.SecondsOf(From));
        var to = parameters.Add("UInt32", RollupSlot.SecondsOf(To));
        var changed = Unrolled.Count == 0 ? "" : $" AND slot NOT IN {List([.. Unrolled.Select(RollupSlot.SecondsOf)], parameters)}";
        return $"slot >= toDateTime({from}, 'UTC') AND slot < toDateTime({to}, 'UTC'){changed}";
    }

    private static string List(uint[] seconds, SqlParameters parameters) =>
        $"(SELECT toDateTime(arrayJoin({parameters.Add("Array(UInt32)", seconds)}), 'UTC'))";
}
