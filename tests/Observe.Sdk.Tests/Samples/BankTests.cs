using Observe.Samples.Platform;

namespace Observe.Sdk.Tests.Samples;

public sealed class BankTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(29, false)]
    [InlineData(30, true)]
    [InlineData(119, true)]
    [InlineData(120, false)]
    [InlineData(330, true)]
    public void IsBadMoment_CycleOfFiveMinutes(int seconds, bool bad) =>
        Assert.Equal(bad, Bank.IsBadMoment(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(true, 0.26)]
    [InlineData(false, 0.02)]
    public void Decide_OverAllLuck_FailsAsOftenAsItShould(bool unwell, double wanted)
    {
        var failures = Enumerable.Range(0, 1000).Count(i => Bank.Decide(i / 1000.0, 0.5, unwell).Status >= 500);

        Assert.Equal(wanted, failures / 1000.0, 3);
    }
}
