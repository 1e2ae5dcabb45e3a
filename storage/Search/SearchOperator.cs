namespace Observe.Storage.Search;

/// <summary>How a field is compared with one value.</summary>
public enum SearchOperator
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Contains,
    StartsWith,
    Matches,
    NotMatches,
}

/// <summary>The operators as they are written.</summary>
public static class SearchOperators
{
    internal static readonly IReadOnlyDictionary<string, SearchOperator> BySymbol = new Dictionary<string, SearchOperator>(StringComparer.Ordinal)
    {
        ["="] = SearchOperator.Equal,
        ["!="] = SearchOperator.NotEqual,
        [">"] = SearchOperator.Greater,
        [">="] = SearchOperator.GreaterOrEqual,
        ["<"] = SearchOperator.Less,
        ["<="] = SearchOperator.LessOrEqual,
        ["~"] = SearchOperator.Matches,
        ["!~"] = SearchOperator.NotMatches,
    };

    public static string TextOf(SearchOperator value) => value switch
    {
        SearchOperator.Contains => "contains",
        SearchOperator.StartsWith => "starts with",
        _ => BySymbol.First(pair => pair.Value == value).Key,
    };

    /// <summary>Reads an operator as a search writes it, words included.</summary>
    public static bool TryParse(string text, out SearchOperator value)
    {
        foreach (var candidate in Enum.GetValues<SearchOperator>())
        {
            if (TextOf(candidate) == text)
            {
                value = candidate;
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>True for the operators that look into a text.</summary>
    internal static bool IsTextual(this SearchOperator value) => value
        is SearchOperator.Contains or SearchOperator.StartsWith or SearchOperator.Matches or SearchOperator.NotMatches;

    internal static bool IsOrdering(this SearchOperator value) => value
        is SearchOperator.Greater or SearchOperator.GreaterOrEqual or SearchOperator.Less or SearchOperator.LessOrEqual;
}
