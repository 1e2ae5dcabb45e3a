using System.Globalization;
using Observe.Storage.Engine;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>
/// The queries of one metric. Cumulative points are turned into growth per series first: the difference to the point
/// before, or the whole value after a reset (https://opentelemetry.io/docs/specs/otel/metrics/data-model/#resets-and-gaps).
/// </summary>
internal sealed class MetricSql
{
    /// <summary>Where the point before the range is looked for: a sender that is silent for longer begins anew.</summary>
    private const long LookBack = 600 * UnixTime.NanosecondsPerSecond;

    private const string Window = "WINDOW series_before AS (PARTITION BY series ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)";

    private readonly string _from;
    private readonly string _bucket;
    private readonly string _where;
    private readonly string _label;
    private readonly string _limit;
    private readonly MetricQuery _query;

    public MetricSql(MetricQuery query)
    {
        _query = query;
        _from = Parameters.Add("Int64", query.Range.FromUnixNanoseconds);
        _bucket = $"intDiv(at - {_from}, {Parameters.Add("Int64", SearchClause.Width(query.Range, query.Buckets))})";
        _label = Label(query.By);
        _limit = Parameters.Add("UInt64", (ulong)query.Limit);
        _where = $"name = {Parameters.Add("String", query.Name)}";
        if (query.Service is { } service)
        {
            var name = Parameters.Add("String", service);
            _where += $" AND (service = {name} OR faas_name = {name})";
        }
        if (query.Attribute is { } attribute)
        {
            _where += $" AND {Attribute(attribute.Key)} = {Parameters.Add("String", attribute.Value)}";
        }
    }

    public SqlParameters Parameters { get; } = new();

    /// <summary>One row a kind under which the name is used, the commonest first.</summary>
    public string Kinds() =>
        "SELECT kind, argMax(unit, time), argMax(description, time), argMax(is_monotonic, time), argMax(temporality, time) FROM metrics "
        + $"WHERE {_where} AND {SearchClause.Time("time", _query.Range, Parameters)} GROUP BY kind ORDER BY count() DESC, kind LIMIT 1";

    /// <summary>Label, bucket, count, average, least, greatest.</summary>
    public string Levels(MetricKind kind) =>
        $"SELECT label, {_bucket} AS bucket, count(), avg(value), min(value), max(value) FROM ({Points(kind, _query.Range)}) "
        + "WHERE isFinite(value) GROUP BY label, bucket";

    /// <summary>Label, bucket, count, growth.</summary>
    public string Growth(MetricKind kind) =>
        $"SELECT label, {_bucket} AS bucket, count(), sum(multiIf(mode = 'whole', value, mode = 'difference', value - before, 0)) "
        + $"FROM (SELECT *, {ModeOf("value")} AS mode FROM (SELECT *, {Lag("value", "before")}, {Lag("at", "before_at")} "
        + $"FROM ({Points(kind, Wide)}) WHERE isFinite(value) {Window})) WHERE at >= {_from} GROUP BY label, bucket";

    /// <summary>Label, bucket, observations, their sum, least and greatest with how often they were told.</summary>
    public string Distributions(MetricKind kind) =>
        $"SELECT label, {_bucket} AS bucket, toInt64(sum(multiIf(mode = 'whole', toInt64(count), mode = 'difference', toInt64(count - before), 0))), "
        + "sum(multiIf(mode = 'whole', sum, mode = 'difference', sum - before_sum, 0)), "
        + "countIf(has_min AND temporality = 1), minIf(min, has_min AND temporality = 1), "
        + $"countIf(has_max AND temporality = 1), maxIf(max, has_max AND temporality = 1) FROM ({Observations(kind)}) WHERE at >= {_from} GROUP BY label, bucket";

    /// <summary>Label, bucket, bounds and counts, scale, indices and counts of positive and of negative values, zeros.</summary>
    public string Shapes(MetricKind kind) =>
        $"SELECT label, {_bucket} AS bucket, explicit_bounds, sumForEach(grown), scale, mapKeys(sumMap(above) AS all_above), mapValues(all_above), "
        + "mapKeys(sumMap(below) AS all_below), mapValues(all_below), sum(multiIf(mode = 'whole', toFloat64(zero_count), alike, toFloat64(zero_count) - before_zero, 0)) "
        + "FROM (SELECT *, multiIf(mode = 'whole', counts, alike, arrayMap((x, y) -> x - y, counts, before_counts), []) AS grown, "
        + "multiIf(mode = 'whole', positive, alike, mapSubtract(positive, before_positive), CAST(map() AS Map(Int32, Float64))) AS above, "
        + "multiIf(mode = 'whole', negative, alike, mapSubtract(negative, before_negative), CAST(map() AS Map(Int32, Float64))) AS below FROM "
        + "(SELECT *, mode = 'difference' AND explicit_bounds = before_bounds AND length(counts) = length(before_counts) AND scale = before_scale AS alike "
        + $"FROM ({Observations(kind)}))) WHERE at >= {_from} AND mode != 'none' GROUP BY label, bucket, explicit_bounds, scale";

    private TimeRange Wide => _query.Range with { FromUnixNanoseconds = _query.Range.FromUnixNanoseconds - LookBack };

    /// <summary>The points of a range, each once: a sender that got no answer sends them again.</summary>
    private string Points(MetricKind kind, TimeRange range)
    {
        var where = $"{_where} AND kind = {((byte)kind).ToString(CultureInfo.InvariantCulture)} AND bitAnd(flags, 1) = 0 "
            + $"AND {SearchClause.Time("time", range, Parameters)}";
        return $"SELECT {_label} AS label, *, series, toUnixTimestamp64Nano(time) AS at, toUnixTimestamp64Nano(start_time) AS started FROM metrics "
            + $"WHERE {where} AND label IN (SELECT {_label} AS name_of FROM metrics WHERE {where} GROUP BY name_of ORDER BY count() DESC, name_of LIMIT {_limit}) "
            + "LIMIT 1 BY series, time";
    }

    private string Observations(MetricKind kind) =>
        $"SELECT *, {ModeOf("count")} AS mode FROM (SELECT *, {Lag("count", "before")}, {Lag("at", "before_at")}, {Lag("sum", "before_sum")}, "
        + $"{Lag("counts", "before_counts")}, {Lag("explicit_bounds", "before_bounds")}, {Lag("scale", "before_scale")}, {Lag("toFloat64(zero_count)", "before_zero")}, "
        + $"{Lag("positive", "before_positive")}, {Lag("negative", "before_negative")} "
        + $"FROM (SELECT *, arrayMap(x -> toFloat64(x), bucket_counts) AS counts, {Sparse("positive")}, {Sparse("negative")} FROM ({Points(kind, Wide)})) {Window})";

    /// <summary>How a point counts: as it is, as the difference to the one before, or not at all, for want of one before.</summary>
    private string ModeOf(string value) =>
        $"multiIf(temporality != 2 AND kind != 5, 'whole', before_at = 0, if(started >= {_from}, 'whole', 'none'), "
        + $"{value} < before OR started > before_at, 'whole', 'difference')";

    private static string Lag(string expression, string name) => $"lagInFrame({expression}) OVER series_before AS {name}";

    private static string Sparse(string side) =>
        $"mapFromArrays(arrayMap(i -> toInt32({side}_offset + i - 1), arrayEnumerate({side}_counts)), arrayMap(x -> toFloat64(x), {side}_counts)) AS {side}";

    private string Label(string? by) => by switch
    {
        null or "" => "''",
        "service" => "toString(service)",
        "function" => "toString(faas_name)",
        "instance" => "faas_instance",
        _ => Attribute(by),
    };

    private string Attribute(string key)
    {
        var name = Parameters.Add("String", key);
        return $"multiIf(mapContains(attr_string, {name}), attr_string[{name}], mapContains(attr_int, {name}), toString(attr_int[{name}]), "
            + $"mapContains(attr_bool, {name}), toString(attr_bool[{name}]), mapContains(attr_double, {name}), toString(attr_double[{name}]), '')";
    }
}
