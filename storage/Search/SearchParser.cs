namespace Observe.Storage.Search;

/// <summary>Reads the search language (docs/search-language.md).</summary>
public static class SearchParser
{
    /// <summary>Never throws on bad text: the error names the place and what was expected. Blank text is a null expression.</summary>
    public static SearchParseResult Parse(string text) => throw new NotImplementedException();
}

/// <summary>Either an expression (null for "everything"), or an error.</summary>
public sealed record SearchParseResult(SearchExpression? Expression, SearchError? Error);

/// <param name="Position">Zero-based index of the first wrong character.</param>
/// <param name="Length">How many characters are wrong, at least 1 (it may stand at the end of the text).</param>
/// <param name="Message">What is wrong and what was expected, in one sentence.</param>
public sealed record SearchError(int Position, int Length, string Message);
