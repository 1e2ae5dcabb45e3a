using Observe.Storage.Engine;

namespace Observe.Storage.Search;

/// <summary>
/// The condition over <c>attr_items</c>, the hashes of a record's attributes that a bloom filter indexes. It is true for
/// every record that has the attribute with the value, so that it is ANDed with the exact condition and only makes it faster.
/// Keep it in step with the column's expression in <c>Schema/0001_telemetry.sql</c>.
/// </summary>
internal static class SearchItems
{
    /// <param name="key">The placeholder of the attribute's name.</param>
    public static string Has(string key, SearchValue value, SqlParameters parameters)
    {
        var text = parameters.Add("String", value.Text);
        List<string> hashes =
        [
            $"if(isNull(toFloat64OrNull({text})), cityHash64({key}, {text}), cityHash64({key}, assumeNotNull(toFloat64OrNull({text}))))",
        ];
        if (value.Number is { } number)
        {
            // 500ms is a text, and as a number 500,000,000. Zero has two signs that are equal and hash apart.
            double[] numbers = number == 0 ? [0.0, -0.0] : [(double)number];
            hashes.AddRange(numbers.Select(item => $"cityHash64({key}, {parameters.Add("Float64", item)})"));
        }
        return $"hasAny(attr_items, [{string.Join(", ", hashes)}])";
    }
}
