using Microsoft.Extensions.Time.Testing;
using Observe.Samples.Platform;

namespace Observe.Sdk.Tests.Samples;

public sealed class DemandCurveTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Factor_OverADay_IsOneOnAverageAndNeverJumps()
    {
        var curve = new DemandCurve(TrafficShape.Day, _time);
        List<double> factors = [];
        for (var second = 0; second < DemandCurve.Day.TotalSeconds; second++)
        {
            factors.Add(curve.Factor);
            _time.Advance(Second);
        }

        Assert.InRange(factors.Average(), 0.999, 1.001);
        Assert.All(factors.Zip(factors.Skip(1).Append(curve.Factor)), pair => Assert.InRange(pair.Second / pair.First, 0.96, 1.04));
        Assert.Equal(factors[0], curve.Factor, 6);
    }

    [Theory]
    [InlineData(9, 1.05, 1.35)]
    [InlineData(12, 1.4, 1.6)]
    [InlineData(16, 0.8, 1.1)]
    [InlineData(20, 1.55, 1.7)]
    [InlineData(4, 0.3, 0.45)]
    public void Factor_HourOfTheDay_IsBusyOrCalm(double hour, double least, double most)
    {
        var curve = new DemandCurve(TrafficShape.Day, _time);
        Assert.Equal(9, curve.Hour);

        _time.Advance(DemandCurve.Day * ((hour - 9 + 24) % 24 / 24));

        Assert.Equal(hour, curve.Hour, 3);
        Assert.InRange(curve.Factor, least, most);
    }

    [Fact]
    public void Factor_Steady_IsOne()
    {
        var curve = new DemandCurve(TrafficShape.Steady, _time);
        _time.Advance(TimeSpan.FromMinutes(7));

        Assert.Equal(1, curve.Factor);
    }
}
