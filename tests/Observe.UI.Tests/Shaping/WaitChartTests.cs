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
    public void LengthOf_EachBar_GoesOnWhereTheOneBeforeEnds()
    {
        var waits = new WaitResult([.. Enumerable.Range(400, 41).Select(number => Math.Pow(WaitResult.Growth, number))], new long[40], new long[40], false, All);

        var lengths = Enumerable.Range(0, WaitChart.Bars(waits).Count).Select(bar => WaitChart.LengthOf(waits, bar)!.Value).ToArray();

        Assert.All(lengths.Zip(lengths.Skip(1)), pair => Assert.InRange(pair.Second.From - pair.First.To, -1, 1));
        Assert.Null(WaitChart.LengthOf(waits, -1));
        Assert.Null(WaitChart.LengthOf(waits, lengths.Length));
    }

    [Fact]
    public void Bars_OfNothing_AreNone() => Assert.Empty(WaitChart.Bars(new WaitResult([], [], [], false, All)));
}
