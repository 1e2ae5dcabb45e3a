using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("", "service", "checkout", "service = checkout")]
    [InlineData("cold", "service", "checkout", "cold and service = checkout")]
    [InlineData("a = 1 or b = 2", "service", "x y", "(a = 1 or b = 2) and service = \"x y\"")]
    [InlineData("service = checkout", "service", "checkout", "service = checkout")]
    [InlineData("", "odd name", "it's \"x\"", "`odd name` = \"it's \\\"x\\\"\"")]
    [InlineData("a = (", "service", "x", "service = x")]
    public void WithFilter_Condition_NarrowsTheSearch(string text, string field, string value, string expected)
    {
        var filtered = SearchText.WithFilter(text, field, "=", value);

        Assert.Equal(expected, filtered);
        Assert.Null(SearchParser.Parse(filtered).Error);
        Assert.True(SearchText.Has(filtered, field, "=", value));
    }

    [Theory]
    [InlineData("!=", "service != x")]
    [InlineData("contains", "service contains x")]
    [InlineData("starts with", "service starts with x")]
    public void WithFilter_Operator_IsWrittenAsInASearch(string op, string expected) =>
        Assert.Equal(expected, SearchText.WithFilter("", "service", op, "x"));

    [Fact]
    public void WithFilter_UnknownOperator_Throws() =>
        Assert.Throws<ArgumentException>(() => SearchText.WithFilter("", "service", "=>", "x"));

    [Theory]
    [InlineData("service = checkout", "")]
    [InlineData("cold and service = checkout", "cold")]
    [InlineData("service = checkout and (a = 1 or b = 2)", "a = 1 or b = 2")]
    [InlineData("a = 1 or service = checkout", "a = 1 or service = checkout")]
    public void Without_Condition_TakesItAway(string text, string expected) =>
        Assert.Equal(expected, SearchText.Without(text, "service", "=", "checkout"));
}
