using Observe.Functions.Invocations;
using Observe.Functions.Limits;

namespace Observe.Functions.Tests.Limits;

public class ConcurrencyLimitTests
{
    private static readonly FunctionIdentity Payments = new("aws", "1", "eu-central-1", "prod", "payments");

    [Fact]
    public void Of_SeveralFit_TakesTheOneThatSaysMost()
    {
        ConcurrencyLimit[] limits =
        [
            new() { Reserved = 1_000 },
            new() { Function = "payments", Reserved = 50 },
            new() { Function = "payments", Account = "1", Region = "eu-central-1", Reserved = 120 },
            new() { Function = "payments", Account = "2", Region = "eu-central-1", Provider = "aws", Reserved = 7 },
            new() { Account = "1", Region = "eu-central-1", Reserved = 900 },
        ];

        Assert.Equal(120, ConcurrencyLimit.Of(Payments, limits)?.Reserved);
        Assert.Equal(900, ConcurrencyLimit.Of(Payments with { Name = "cart" }, limits)?.Reserved);
        Assert.Equal(1_000, ConcurrencyLimit.Of(Payments with { Name = "cart", Region = "us-east-1" }, limits)?.Reserved);
        Assert.Null(ConcurrencyLimit.Of(Payments, []));
    }

    [Fact]
    public void ScaleRateOf_SaidOrKnownOfTheProvider_IsThat()
    {
        Assert.Equal(1_000, ConcurrencyLimit.ScaleRateOf(Payments, []));
        Assert.Equal(1_000, ConcurrencyLimit.ScaleRateOf(Payments, [new() { Function = "payments", Reserved = 50 }]));
        Assert.Equal(30, ConcurrencyLimit.ScaleRateOf(Payments, [new() { Function = "payments", ScaleRate = 30 }]));
        Assert.Null(ConcurrencyLimit.ScaleRateOf(Payments with { Provider = "gcp" }, []));
    }

    [Fact]
    public void Mistake_OfWhatCannotBe_IsNamed()
    {
        Assert.NotNull(new ConcurrencyLimit { ScaleRate = 0 }.Mistake);
        Assert.Null(new ConcurrencyLimit { ScaleRate = 500 }.Mistake);
        Assert.NotNull(new ConcurrencyLimit { Function = "payments" }.Mistake);
        Assert.NotNull(new ConcurrencyLimit { Function = "payments", Reserved = -1 }.Mistake);
        Assert.NotNull(new ConcurrencyLimit { Provisioned = 3 }.Mistake);
        Assert.NotNull(new ConcurrencyLimit { KeepAlive = TimeSpan.Zero }.Mistake);
        Assert.Null(new ConcurrencyLimit { KeepAlive = TimeSpan.FromSeconds(1) }.Mistake);
        Assert.Null(new ConcurrencyLimit { Function = "payments", Reserved = 0, Provisioned = 3 }.Mistake);
    }
}
