using Observe.UI.Components.Pages.Trace;

namespace Observe.UI.Tests.Pages.Trace;

public sealed class TracePageStateTests
{
    [Theory]
    [InlineData("/trace/4f1c09ab77e35d10c86a2be4190fd21a")]
    [InlineData("/trace/4f1c09ab77e35d10c86a2be4190fd21a?span=9be0417f2c66a1d3")]
    [InlineData("/trace/4f1c09ab77e35d10c86a2be4190fd21a?span=9be0417f2c66a1d3&view=logs&find=a%26b&errors=1")]
    [InlineData("/trace/4f1c09ab77e35d10c86a2be4190fd21a?view=flame&zoom=9be0417f2c66a1d3")]
    [InlineData("/trace/4f1c09ab77e35d10c86a2be4190fd21a?view=operations&sort=errors")]
    [InlineData("/trace/no%2Fid")]
    public void Parse_ToUrl_IsTheSameAddress(string url) =>
        Assert.Equal(url, TracePageState.Parse(new Uri("http://localhost" + url))!.ToUrl());

    [Theory]
    [InlineData("/trace")]
    [InlineData("/trace/a/b")]
    [InlineData("/traces")]
    public void Parse_OtherPage_IsNull(string url) => Assert.Null(TracePageState.Parse(new Uri("http://localhost" + url)));

    [Fact]
    public void Parse_BrokenSpan_IsNone() =>
        Assert.True(TracePageState.Parse(new Uri("http://localhost/trace/a?span=zz"))!.Span.IsEmpty);
}
