using Observe.Storage.Completion;
using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Reads the table <c>attributes</c>, which holds one row a day, signal and key.</summary>
internal sealed class AttributeReader(ClickHouseDatabase database) : IAttributeReader
{
    public Task<IReadOnlyList<AttributeName>> NamesAsync(AttributeNamesQuery query, CancellationToken cancellationToken)
    {
        var (scopes, prefix) = Scopes(query.Prefix);
        var parameters = new SqlParameters();
        var where = Where(query.Range, query.Target, scopes, parameters);
        var start = parameters.Add("String", prefix);
        var limit = parameters.Add("UInt64", (ulong)query.Limit);
        return database.QueryAsync(
            $"SELECT key, toString(scope) FROM attributes WHERE {where} AND startsWith(lowerUTF8(key), lowerUTF8({start})) "
            + $"GROUP BY key, scope ORDER BY key, scope LIMIT {limit}",
            parameters, row => Name(row.GetString(0), row.GetString(1)), cancellationToken);
    }

    public Task<IReadOnlyList<string>> ValuesAsync(AttributeValuesQuery query, CancellationToken cancellationToken)
    {
        var (scopes, keys) = Source(query.Field);
        var parameters = new SqlParameters();
        var where = Where(query.Range, query.Target, scopes, parameters);
        var names = parameters.Add("Array(String)", keys);
        var start = parameters.Add("String", query.Prefix);
        var limit = parameters.Add("UInt64", (ulong)query.Limit);
        return database.QueryAsync(
            $"SELECT DISTINCT arrayJoin(values) AS value FROM attributes WHERE {where} AND has({names}, key) "
            + $"AND startsWith(lowerUTF8(value), lowerUTF8({start})) ORDER BY toFloat64OrNull(value) NULLS LAST, value LIMIT {limit}",
            parameters, row => row.GetString(0), cancellationToken);
    }

    private static string Where(TimeRange range, SearchTarget? target, string[] scopes, SqlParameters parameters)
    {
        var from = parameters.Add("Date", UnixTime.Day(range.FromUnixNanoseconds).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        var to = parameters.Add("Date", UnixTime.Day(range.ToUnixNanoseconds).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
        string[] signals = target switch
        {
            SearchTarget.Spans => ["", "spans"],
            SearchTarget.Logs => ["", "logs"],
            _ => ["", "spans", "logs"],
        };
        return $"day >= {from} AND day <= {to} AND has({parameters.Add("Array(String)", scopes)}, scope) "
            + $"AND has({parameters.Add("Array(String)", signals)}, signal)";
    }

    /// <summary>The scopes that the beginning of a name leaves open, and what is left of it.</summary>
    private static (string[] Scopes, string Prefix) Scopes(string prefix)
    {
        var known = SearchField.Prefixes.Keys.FirstOrDefault(item => prefix.StartsWith(item, StringComparison.Ordinal));
        return known is null
            ? (["resource", "span", "log", "event", "scope"], prefix)
            : ([.. ScopesOf(SearchField.Prefixes[known])], prefix[known.Length..]);
    }

    private static string[] ScopesOf(SearchScope scope) => scope switch
    {
        SearchScope.Resource => ["resource"],
        SearchScope.Event => ["event"],
        SearchScope.Scope => ["scope"],
        _ => ["span", "log"],
    };

    private static AttributeName Name(string key, string scope)
    {
        var known = scope switch
        {
            "resource" when SearchFields.HotResource(key) is null => SearchScope.Resource,
            "event" => SearchScope.Event,
            "scope" => SearchScope.Scope,
            _ => SearchScope.Any,
        };
        return new AttributeName(FieldOf(key, known), scope);
    }

    /// <summary>An attribute as a search names it.</summary>
    internal static SearchField FieldOf(string key, SearchScope scope)
    {
        // An attribute that is named like a built-in field, or like a prefix, has to say that it is neither.
        var bare = SearchField.Of(key);
        var isOdd = scope == SearchScope.Any && (SearchFields.IsName(key) || bare.Scope != SearchScope.Any);
        return new SearchField(key, scope, isOdd || bare.Quoted);
    }

    /// <summary>Where the values of a field are: of a built-in one, those of the attributes behind it.</summary>
    private static (string[] Scopes, string[] Keys) Source(SearchField field) => SearchFields.BuiltIn(field) is null
        ? field.Scope == SearchScope.Any ? (["resource", "span", "log"], [field.Name]) : (ScopesOf(field.Scope), [field.Name])
        : field.Name switch
        {
            "service" => (["resource"], ["service.name"]),
            "function" => (["resource", "span", "log"], ["faas.name"]),
            "version" => (["resource"], ["faas.version", "service.version"]),
            "instance" => (["resource", "span", "log"], ["faas.instance"]),
            "environment" => (["resource"], ["deployment.environment.name", "deployment.environment"]),
            "region" => (["resource"], ["cloud.region"]),
            "trigger" => (["span", "log"], ["faas.trigger"]),
            _ => ([CompletionScan.FieldScope], [field.Name]),
        };
}
