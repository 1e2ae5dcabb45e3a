using Observe.Functions.Simulation;

namespace Observe.Functions.Tests.Simulation;

public sealed class ModelFitTests
{
    [Theory]
    [InlineData(100, 105, true)]
    [InlineData(100, 94.9, false)]
    [InlineData(20, 21, true)]
    [InlineData(6, 6.5, true)]
    [InlineData(6, 7, false)]
    [InlineData(0, 0.5, true)]
    [InlineData(0, 1, false)]
    public void IsWithin_Counts_FivePercentOrTheSameWholeNumber(double observed, double model, bool within) =>
        Assert.Equal(within, new FitFigure(observed, model, 0).IsWithin);

    [Fact]
    public void FitFigure_Rates_AreShares()
    {
        var figure = new FitFigure(40, 38, 1, 1_000);

        Assert.Equal((0.04, 0.038), (figure.ObservedRate, figure.ModelRate));
        Assert.Equal(0.05, figure.OffBy, 12);
        Assert.Equal((0, double.PositiveInfinity), (new FitFigure(0, 0, 0).OffBy, new FitFigure(0, 1, 0).OffBy));
    }

    [Theory]
    [InlineData(new long[0], new long[0], 1)]
    [InlineData(new long[] { 5 }, new long[0], 0)]
    [InlineData(new long[] { 10, 20, 30 }, new long[] { 11, 19, 32 }, 1)]
    [InlineData(new long[] { 10, 20, 30 }, new long[] { 11, 24 }, 0.4)]
    [InlineData(new long[] { 10 }, new long[] { 9, 10, 11 }, 0.5)]
    public void Agreeing_Times_PairsEachOnce(long[] one, long[] other, double expected)
    {
        Assert.Equal(expected, ModelFit.Agreeing(one, other, 2), 12);
        Assert.Equal(expected, ModelFit.Agreeing(other, one, 2), 12);
    }
}
