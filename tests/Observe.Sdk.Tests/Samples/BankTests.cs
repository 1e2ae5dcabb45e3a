using Observe.Samples.Platform;

namespace Observe.Sdk.Tests.Samples;

public sealed class BankTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(119, false)]
    [InlineData(120, true)]
    [InlineData(209, true)]
    [InlineData(210, false)]
    [InlineData(420, true)]
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
