using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Addresses;

/// <summary>The addresses of the traces behind a part of a function's chart.</summary>
public static class FunctionTraces
{
    /// <param name="conditions">In the search language, like <c>cold</c>; empty for all.</param>
    /// <returns>Null for an index outside of the series.</returns>
    public static string? Of(string function, FunctionDetail detail, int index, string conditions = "") =>
        index < 0 || index >= detail.Series.Count ? null : Of(function, detail.Series[index].Range, conditions);

    public static string Of(string function, TimeRange range, string conditions = "") => ObserveUrls.Traces(
        Query(function, conditions),
        PageRange.Absolute(UnixTime.ToDateTimeOffset(range.FromUnixNanoseconds), UnixTime.ToDateTimeOffset(range.ToUnixNanoseconds)));

    public static string Query(string function, string conditions) =>
        $"function = {ObserveUrls.QueryValue(function)}{(conditions.Length == 0 ? "" : $" and {conditions}")}";
}
