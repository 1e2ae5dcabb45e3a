using Observe.Functions.Cost;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public class MoneyTests
{
    [Theory]
    [InlineData("0", "$0")]
    [InlineData("0.00000004", "<$0.0001")]
    [InlineData("0.0042", "$0.0042")]
    [InlineData("0.0096", "$0.01")]
    [InlineData("0.314", "$0.31")]
    [InlineData("99.99", "$99.99")]
    [InlineData("99.996", "$100")]
    [InlineData("1203.6", "$1,204")]
    [InlineData("123456", "$123 k")]
    public void Of_Amount_IsRoundedForReading(string usd, string expected) =>
        Assert.Equal(expected, Money.Of(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Of_CostOfNoKnownProvider_IsADashWithItsReason()
    {
        var cost = Costs.Marginal(Usage("nobody"));

        Assert.Equal("–", Money.Of(cost));
        Assert.Contains("nobody", Money.Explain(cost), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_CostOfAPart_HasAPlus()
    {
        var cost = Costs.Marginal(Usage("aws")) + Costs.Marginal(Usage("nobody"));

        Assert.Equal("$18.67+", Money.Of(cost));
        Assert.StartsWith($"duration $16.67, requests $2.00, at list prices of {PriceBook.BuiltIn.Version}", Money.Explain(cost), StringComparison.Ordinal);
    }

    private static CostCalculator Costs { get; } = new(PriceBook.BuiltIn);

    /// <summary>Ten million requests and a million GiB-seconds.</summary>
    private static BilledUsage Usage(string provider) => new()
    {
        Provider = provider,
        Region = "us-east-1",
        Architecture = "amd64",
        MemoryBytes = 1 << 30,
        Invocations = 10_000_000,
        BilledNanoseconds = 1_000_000m * 1_000_000_000m,
    };
}
