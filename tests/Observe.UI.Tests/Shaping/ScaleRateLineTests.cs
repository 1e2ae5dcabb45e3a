using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public class ScaleRateLineTests
{
    private const long Second = UnixTime.NanosecondsPerSecond;

    [Fact]
    public void Of_BurstThatNeedsMostOfIt_IsTheCellBeforeAndWhatMayStart()
    {
        var line = Line(20, [10, 10, 1_900, 1_950]);

        Assert.Equal([2_010, 2_010, 2_010, 3_900], line!);
    }

    [Fact]
    public void Of_CellsShorterThanTheWindow_MayStartAWholeOneAtOnce() => Assert.Equal([1_010, 1_010, 1_900], Line(1, [10, 900, 900])!);

    [Theory]
    [InlineData(new[] { 10, 12, 40 })]
    [InlineData(new[] { 5_000, 5_000 })]
    [InlineData(new int[0])]
    public void Of_NothingThatWasNearIt_IsNone(int[] peaks) => Assert.Null(Line(20, peaks));

    private static IReadOnlyList<double>? Line(int seconds, int[] peaks) => ScaleRateLine.Of(
        [.. peaks.Select((peak, number) => new ConcurrencyCell(number * seconds * Second, peak, peak))], new TimeRange(0, Math.Max(1, peaks.Length) * seconds * Second), 1_000);
}
