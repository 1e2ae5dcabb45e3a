using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class WaitChartTests
{
    private static readonly Scanned All = new(new TimeRange(0, 1), true, default);

    [Fact]
    public void Bars_OfNarrowData_AreWideEnoughAndKeepEveryCount()
    {
        var bounds = Enumerable.Range(400, 11).Select(number => Math.Pow(WaitResult.Growth, number)).ToArray();
        var waits = new WaitResult(bounds, [1, 0, 0, 0, 5, 0, 0, 0, 0, 3], [0, 0, 0, 0, 0, 2, 0, 0, 0, 0], false, All);

        var bars = WaitChart.Bars(waits);

        Assert.Equal(24, bars.Count);
        Assert.Equal((9, 2), (bars.Sum(bar => bar.Warm), bars.Sum(bar => bar.Cold)));
        Assert.Equal(bars.Select(bar => bar.From).Order(), bars.Select(bar => bar.From));
        var first = bars.Single(bar => bar.Warm == 1);
        Assert.Equal(Math.Round(Math.Pow(WaitResult.Growth, 400)), first.From);
    }

    [Fact]
    public void Bars_OfNothing_AreNone() => Assert.Empty(WaitChart.Bars(new WaitResult([], [], [], false, All)));
}
