using Observe.Storage.Engine;

namespace Observe.Storage.Search;

/// <summary>SQL of what a record has for a field: as text, to group by, and as a number, to measure. Names of attributes are parameters.</summary>
public static class SearchFieldSql
{
    private const int MaxNameLength = 256;

    /// <summary>Why records cannot be grouped by a field; null when they can.</summary>
    public static string? TextFault(string name, SearchTarget target) => Fault(name) ?? (Text(SearchField.Of(name), target, new SqlParameters()) is null
        ? $"Records cannot be grouped by {name}: by built-in fields, attributes of the record, and service.name, cloud.region and their like of its resource."
        : null);

    /// <summary>Why a field has no number to measure; null when it has.</summary>
    public static string? NumberFault(string name, SearchTarget target) => Fault(name) ?? (Number(SearchField.Of(name), target, new SqlParameters()) is null
        ? $"{name} has no numbers: duration of spans, or an attribute of the record."
        : null);

    /// <summary>The value as text, empty where a record has none; null where the field cannot be one.</summary>
    internal static string? Text(SearchField field, SearchTarget target, SqlParameters parameters)
    {
        if (SearchFields.BuiltIn(field) is { } builtIn)
        {
            var column = target == SearchTarget.Logs ? builtIn.Logs : builtIn.Spans;
            return column is null ? null : builtIn.Type switch
            {
                FieldType.Text => $"toString({column})",
                FieldType.Names => $"transform({column}, [{string.Join(", ", builtIn.Names!.Values)}], [{string.Join(", ", builtIn.Names.Keys.Select(word => $"'{word}'"))}], '')",
                // Each level is four severity numbers wide, and 0 is none.
                FieldType.Level => $"transform(intDiv({column} + 3, 4), [1, 2, 3, 4, 5, 6], ['trace', 'debug', 'info', 'warn', 'error', 'fatal'], '')",
                FieldType.Flag => $"if({column}, 'true', 'false')",
                FieldType.EventName when target == SearchTarget.Logs => $"toString({column})",
                _ => null,
            };
        }
        var hot = field.Scope is SearchScope.Any or SearchScope.Resource ? SearchFields.HotResource(field.Name) : null;
        return field.Scope switch
        {
            SearchScope.Resource => hot is null ? null : $"toString({hot})",
            SearchScope.Any when hot is not null => $"if({hot} != '', toString({hot}), {Attribute(field.Name, parameters)})",
            SearchScope.Any or SearchScope.Record => Attribute(field.Name, parameters),
            _ => null,
        };
    }

    /// <summary>The value as a Nullable(Float64); durations in nanoseconds. Null where the field has no numbers.</summary>
    internal static string? Number(SearchField field, SearchTarget target, SqlParameters parameters)
    {
        if (SearchFields.BuiltIn(field) is { } builtIn)
        {
            return builtIn.Type == FieldType.Duration && target == SearchTarget.Spans ? $"toNullable(toFloat64({builtIn.Spans}))" : null;
        }
        if (field.Scope is not (SearchScope.Any or SearchScope.Record))
        {
            return null;
        }
        var key = parameters.Add("String", field.Name);
        return $"multiIf(mapContains(attr_int, {key}), toNullable(toFloat64(attr_int[{key}])), mapContains(attr_double, {key}), toNullable(attr_double[{key}]), "
            + $"toFloat64OrNull(attr_string[{key}]))";
    }

    private static string? Fault(string name) => name.Trim().Length is > 0 and <= MaxNameLength ? null : $"The name of a field, 1 to {MaxNameLength} characters.";

    private static string Attribute(string name, SqlParameters parameters)
    {
        var key = parameters.Add("String", name);
        return $"multiIf(mapContains(attr_string, {key}), attr_string[{key}], mapContains(attr_int, {key}), toString(attr_int[{key}]), "
            + $"mapContains(attr_double, {key}), toString(attr_double[{key}]), mapContains(attr_bool, {key}), if(attr_bool[{key}], 'true', 'false'), attr_json[{key}])";
    }
}
