using Observe.UI.Addresses;

namespace Observe.UI.Tests.Addresses;

public sealed class ObserveUrlsTests
{
    [Theory]
    [InlineData("0AF7651916CD43DD8448EB211C80319C", "/trace/0af7651916cd43dd8448eb211c80319c")]
    [InlineData("  0af7651916cd43dd8448eb211c80319c ", "/trace/0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00000000000000000000000000000000", "/traces?q=00000000000000000000000000000000")]
    [InlineData("status = error & x", "/traces?q=status%20%3D%20error%20%26%20x")]
    public void Search_TraceIdOrText_LeadsToTheTraceOrTheSearch(string text, string expected) =>
        Assert.Equal(expected, ObserveUrls.Search(text));

    [Theory]
    [InlineData("checkout", "checkout")]
    [InlineData("email-worker", "email-worker")]
    [InlineData("not", "\"not\"")]
    [InlineData("my function", "\"my function\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("", "\"\"")]
    public void QueryValue_OddNames_AreQuoted(string name, string expected) => Assert.Equal(expected, ObserveUrls.QueryValue(name));

    [Fact]
    public void QueryValue_AnyName_IsReadBackByTheSearchLanguage()
    {
        foreach (var name in new[] { "checkout", "not", "my function", "a\"b\\c", "{x}", "1st", "status", "10ms" })
        {
            var parsed = Storage.Search.SearchParser.Parse($"function = {ObserveUrls.QueryValue(name)}");

            Assert.Null(parsed.Error);
        }
    }

    [Fact]
    public void WithRange_OtherParameters_AreKept() => Assert.Equal(
        "/traces?q=a%20b&from=now-6h",
        ObserveUrls.WithRange(
            new Uri("http://x/traces?q=a%20b&from=2026-11-23T02:15:00Z&to=2026-11-23T03:15:00Z"), PageRange.Parse("now-6h", null)));

    [Theory]
    [InlineData("/", "Home")]
    [InlineData("/functions?sort=name", "Functions")]
    [InlineData("/trace/0af7651916cd43dd8448eb211c80319c", "Traces/0af76519…319c")]
    public void Breadcrumb_OfAnAddress_NamesItsSteps(string path, string expected) =>
        Assert.Equal(expected, string.Join('/', Breadcrumb.Of(new Uri($"http://x{path}")).Select(step => step.Text)));
}
