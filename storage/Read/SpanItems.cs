using Observe.Storage.Rollup;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>What a span can be told from others by, as an array of (source, key, value) in SQL over the table <c>spans</c>.</summary>
internal static class SpanItems
{
    // Where an item is from.
    public const int BuiltIn = 0;
    public const int Attribute = 1;

    /// <summary>A number, of which the value is the power of two that it is not below; none below zero.</summary>
    public const int Magnitude = 2;

    /// <summary>Value: the fingerprint of the span's resource.</summary>
    public const int Resource = 3;

    /// <summary>Longer values are no labels but contents: a statement, a body.</summary>
    private const int LongestValue = 200;

    /// <summary>The columns that <see cref="Sql"/> is made of.</summary>
    public const string Columns =
        "service, name, kind, status, status_message, environment, cloud_region, scope_name, service_version, faas_name, faas_version, faas_instance, "
        + "event_names, resource_fingerprint, attr_string, attr_int, attr_double, attr_bool";

    private static readonly (string Field, string Sql)[] Fields =
    [
        ("service", "toString(service)"),
        ("name", "toString(name)"),
        ("kind", TraceReader.KindName),
        ("status", TraceReader.StatusName),
        ("environment", "toString(environment)"),
        ("region", "toString(cloud_region)"),
        ("scope", "toString(scope_name)"),
        ("version", $"toString({SearchFields.Version})"),
        ("function", $"toString({SearchFields.Function})"),
        ("instance", "toString(faas_instance)"),
        ("cold", RolledSpans.Cold),
    ];

    /// <summary>Fields that have no value are not in the array.</summary>
    public static string Sql { get; } =
        "arrayFilter(item -> item.3 != '' AND length(item.3) <= " + LongestValue + ", arrayConcat("
        + $"[{string.Join(", ", Fields.Select(field => Item(BuiltIn, $"'{field.Field}'", field.Sql)))}], "
        + $"[{Item(Resource, "''", "toString(resource_fingerprint)")}], "
        + $"arrayMap(item -> {Item(BuiltIn, "'event'", "toString(item)")}, arrayDistinct(event_names)), "
        + Map("attr_string", "v") + ", " + Map("attr_int", "toString(v)") + ", " + Map("attr_double", "toString(v)") + ", "
        + Map("attr_bool", "if(v, 'true', 'false')") + ", " + Numbers("attr_int") + ", " + Numbers("attr_double") + "))";

    private static string Item(int source, string key, string value) => $"(toUInt8({source}), {key}, {value})";

    private static string Map(string column, string value) =>
        $"arrayMap((k, v) -> {Item(Attribute, "toString(k)", value)}, mapKeys({column}), mapValues({column}))";

    private static string Numbers(string column) =>
        $"arrayMap((k, v) -> {Item(Magnitude, "toString(k)", "if(isFinite(toFloat64(v)) AND v >= 0, toString(if(v = 0, 0., exp2(floor(log2(toFloat64(v)))))), '')")}, "
        + $"mapKeys({column}), mapValues({column}))";
}
