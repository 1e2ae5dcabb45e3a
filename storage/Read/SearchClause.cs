using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>The WHERE clauses that all readers share: a time range, and the search within it.</summary>
internal static class SearchClause
{
    public static string Time(string column, TimeRange range, SqlParameters parameters)
    {
        var from = parameters.Add("Int64", range.FromUnixNanoseconds);
        var to = parameters.Add("Int64", range.ToUnixNanoseconds);
        return $"{column} >= fromUnixTimestamp64Nano({from}, 'UTC') AND {column} < fromUnixTimestamp64Nano({to}, 'UTC')";
    }

    /// <param name="range">The range that the statement reads.</param>
    public static string Matching(SearchExpression? search, SearchTarget target, TimeRange range, SqlParameters parameters) =>
        search is null ? "" : $" AND ({SearchSql.Compile(search, target, parameters, range)})";

    /// <summary>The number of the bucket that a time falls into, when the range is cut into equal ones.</summary>
    public static string Bucket(string column, TimeRange range, long width, SqlParameters parameters)
    {
        var from = parameters.Add("Int64", range.FromUnixNanoseconds);
        var size = parameters.Add("Int64", width);
        return $"intDiv(toUnixTimestamp64Nano({column}) - {from}, {size})";
    }

    public static long Width(TimeRange range, int buckets) => Math.Max(1, (range.Nanoseconds + buckets - 1) / buckets);
}
