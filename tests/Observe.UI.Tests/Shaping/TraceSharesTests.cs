using Observe.UI.Shaping;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.Shaping;

public sealed class TraceSharesTests
{
    [Fact]
    public void Of_TwoServices_AddUpToTheRoot()
    {
        var waterfall = WaterfallBuilder.Build(
            [Span(1, 0, 0, 100, "checkout"), Span(2, 1, 10, 80, "payments"), Span(3, 0, 0, 400, "email")])!;

        Assert.Equal(
            [new TraceShare("payments", 70 * Millisecond), new TraceShare("checkout", 30 * Millisecond)],
            TraceShares.Of(waterfall));
    }

    [Fact]
    public void Of_ManyServices_SumsTheSmallOnes()
    {
        var children = Enumerable.Range(0, 5).Select(index => Span((ulong)index + 2, 1, index * 10, (index * 10) + 9 - index, $"s{index}"));
        var waterfall = WaterfallBuilder.Build([Span(1, 0, 0, 50, "root"), .. children])!;

        var shares = TraceShares.Of(waterfall, most: 3);

        Assert.Equal(["root", "s0", null], shares.Select(share => share.Service));
        Assert.Equal(50 * Millisecond, shares.Sum(share => share.Nanoseconds));
    }
}
