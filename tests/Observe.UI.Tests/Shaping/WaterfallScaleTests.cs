using CsCheck;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class WaterfallScaleTests
{
    [Theory]
    [InlineData(4_880_000_000, 1_000_000_000, 5)]
    [InlineData(100_000_000, 20_000_000, 6)]
    [InlineData(3_060_000, 1_000_000, 4)]
    [InlineData(0, 200, 6)]
    public void Ticks_AreRound(long duration, long second, int count)
    {
        var ticks = new WaterfallScale(duration).Ticks;

        Assert.Equal([0, second], ticks.Take(2));
        Assert.Equal(count, ticks.Count);
    }

    [Fact]
    public void Ticks_AnyDuration_AreFewAndWithin() =>
        Gen.Long[0, long.MaxValue / 2].Sample(duration =>
        {
            var ticks = new WaterfallScale(duration).Ticks;

            Assert.InRange(ticks.Count, 2, 7);
            Assert.All(ticks, tick => Assert.InRange(tick, 0, Math.Max(duration, 1_000)));
        });

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(25_000, "25%")]
    [InlineData(33_333, "33.333%")]
    [InlineData(-5, "0%")]
    [InlineData(200_000, "100%")]
    public void Css_IsWithinTheAxis(long at, string expected) => Assert.Equal(expected, new WaterfallScale(100_000).Css(at));

    [Fact]
    public void CssWidth_IsTheDistance() => Assert.Equal("30%", new WaterfallScale(100_000).CssWidth(20_000, 50_000));
}
