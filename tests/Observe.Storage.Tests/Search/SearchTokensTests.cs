using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

public sealed class SearchTokensTests
{
    [Theory]
    [InlineData("service = checkout", "Field Operator Text")]
    [InlineData("duration > 900ms and (cold or status = error)",
        "Field Operator Number Keyword Punctuation Field Keyword Field Operator Text Punctuation")]
    [InlineData("http.route not in (a, 5)", "Field Keyword Keyword Punctuation Text Punctuation Number Punctuation")]
    [InlineData("name starts with POST", "Field Keyword Keyword Text")]
    [InlineData("a exists timeout", "Field Keyword Text")]
    [InlineData("paid with card", "Text Text Text")]
    [InlineData("not timeout", "Keyword Text")]
    [InlineData("`odd name` = \"x y\"", "Field Operator Text")]
    [InlineData("a = \"open", "Field Operator Error")]
    [InlineData("a ! b", "Text Error Text")]
    [InlineData("", "")]
    public void Of_Text_NamesEachPiece(string text, string kinds)
    {
        var tokens = SearchTokens.Of(text);

        Assert.Equal(kinds, string.Join(' ', tokens.Select(token => token.Kind)));
        Assert.Equal(
            text.Replace(" ", "", StringComparison.Ordinal),
            string.Concat(tokens.Select(token => text.Substring(token.Start, token.Length))).Replace(" ", "", StringComparison.Ordinal));
    }
}
