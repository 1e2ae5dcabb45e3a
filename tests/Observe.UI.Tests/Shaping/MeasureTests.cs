using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class MeasureTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(840, "840 ns")]
    [InlineData(1_500, "1.5 µs")]
    [InlineData(999_400, "999 µs")]
    [InlineData(999_600, "1.0 ms")]
    [InlineData(9_949_999, "9.9 ms")]
    [InlineData(9_960_000, "10 ms")]
    [InlineData(412_000_000, "412 ms")]
    [InlineData(999_400_000, "999 ms")]
    [InlineData(999_600_000, "1.00 s")]
    [InlineData(3_120_000_000, "3.12 s")]
    [InlineData(59_994_000_000, "59.99 s")]
    [InlineData(59_996_000_000, "1.0 min")]
    [InlineData(252_000_000_000, "4.2 min")]
    [InlineData(3_600_000_000_000, "1.0 h")]
    [InlineData(86_400_000_000_000, "1.0 d")]
    public void Duration_Nanoseconds_HaveASensibleUnit(long nanoseconds, string expected) =>
        Assert.Equal(expected, Measure.Duration(nanoseconds).ToString());

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9_999, "9,999")]
    [InlineData(30_900, "30.9 k")]
    [InlineData(999_949, "999.9 k")]
    [InlineData(999_950, "1.00 M")]
    [InlineData(4_118_206, "4.12 M")]
    [InlineData(12_000_000_000, "12.00 G")]
    public void Count_Large_IsShortened(long count, string expected) => Assert.Equal(expected, Measure.Count(count).ToString());

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.00001, "<0.01 %")]
    [InlineData(0.041, "4.10 %")]
    [InlineData(0.0999, "9.99 %")]
    [InlineData(0.1234, "12.3 %")]
    [InlineData(0.99998, ">99.9 %")]
    [InlineData(1, "100 %")]
    public void Percent_NearTheEnds_NeverClaimsAllOrNothing(double rate, string expected) =>
        Assert.Equal(expected, Measure.Percent(rate).ToString());

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1_200_000, "1.2 MB")]
    [InlineData(999_960, "1.0 MB")]
    public void Bytes_InPowersOfThousand(long bytes, string expected) => Assert.Equal(expected, Measure.Bytes(bytes).ToString());

    [Theory]
    [InlineData(0, 0, "–")]
    [InlineData(0, 1, "0 %")]
    [InlineData(1, 1, "1 of 1")]
    [InlineData(3, 9, "3 of 9")]
    [InlineData(3, 10, "30.0 %")]
    public void RateText_TooFewCalls_IsWrittenOut(long count, long total, string expected) =>
        Assert.Equal(expected, RateText.Of(count, total));

    [Theory]
    [InlineData(-1, "just now")]
    [InlineData(0.8, "0.8 s ago")]
    [InlineData(45, "45 s ago")]
    [InlineData(1_800, "30 min ago")]
    [InlineData(200_000, "2 d ago")]
    public void AgeText_Seconds_UseOneUnit(double seconds, string expected) =>
        Assert.Equal(expected, AgeText.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void SparkShape_Gap_StaysAGap()
    {
        var shape = SparkShape.Of([1, 2, null, 2, 1], 84, 20);

        Assert.Equal(2, shape!.Line.Count(c => c == 'M'));
        Assert.Null(SparkShape.Of([null, null], 84, 20));
    }

    [Fact]
    public void ServiceColours_ByFirstAppearance_AreKeptAndGoRound()
    {
        var colours = new ServiceColours();

        Assert.Equal([1, 2, 1], new[] { "b", "a", "b" }.Select(colours.SlotOf));
        Assert.Equal(1, Enumerable.Range(3, 11).Select(i => colours.SlotOf($"s{i}")).ToList()[^1]);
    }
}
