using Observe.Functions.Normalisation;

namespace Observe.Functions.Tests.Normalisation;

public sealed class SamplingThresholdTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("ot=th:0", 1)]
    [InlineData("ot=th:8", 2)]
    [InlineData("ot=th:c", 4)]
    [InlineData("vendor=x, ot=rv:0123456789abcd;th:f", 16)]
    [InlineData("ot=th:fffffffffffffff", 1)]
    [InlineData("ot=th:-1", 1)]
    [InlineData("ot=th:xyz", 1)]
    [InlineData("ot=th:", 1)]
    [InlineData("other=th:8", 1)]
    public void AdjustedCount_TraceState_IsTheInverseProbability(string traceState, double expected) =>
        Assert.Equal(expected, SamplingThreshold.AdjustedCount(traceState));

    [Fact]
    public void AdjustedCount_HighestThreshold_IsFinite() =>
        Assert.Equal(Math.Pow(2, 56), SamplingThreshold.AdjustedCount("ot=th:ffffffffffffff"));
}
