using Observe.Functions.Cost;

namespace Observe.Functions.Tests.Cost;

public sealed class PriceBookTests
{
    private static readonly PriceBook Book = PriceBook.BuiltIn;

    [Fact]
    public void BuiltIn_EveryFigure_NamesItsSource()
    {
        Assert.All(Book.Plans, plan => Assert.NotEmpty(plan.Billing.Source));
        Assert.All(Book.Plans.SelectMany(plan => plan.Prices), price => Assert.NotEmpty(price.Source));
        Assert.All(Book.Plans.SelectMany(plan => plan.Grants), grant => Assert.NotEmpty(grant.Source));
        Assert.All(Book.Plans.SelectMany(plan => plan.Prices), price => Assert.True(price.ValidFrom <= DateOnly.Parse(Book.Version, null)));
    }

    [Fact]
    public void BuiltIn_FiguresInDoubt_SayWhy() =>
        Assert.Equal(
            [
                "azure/container-apps Memory", "azure/container-apps Requests", "azure/container-apps Vcpu",
                "gcp/cloud-run IdleVcpu", "gcp/cloud-run-instance Memory",
            ],
            Book.Plans
                .SelectMany(plan => plan.Prices
                    .Where(price => price.Unverified.Length > 0)
                    .Select(price => $"{plan.Provider}/{plan.Name} {price.Meter}"))
                .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("aws", "", "lambda", false)]
    [InlineData("AWS", "aws_lambda", "lambda", false)]
    [InlineData("aws", "fargate", "fargate", false)]
    [InlineData("aws", "aws_ecs", null, false)]
    [InlineData("azure", "", "functions-consumption", true)]
    [InlineData("azure", "azure.functions", "functions-consumption", true)]
    [InlineData("azure", "functions-flex", "functions-flex", false)]
    [InlineData("gcp", "gcp_cloud_functions", "cloud-run", false)]
    [InlineData("gcp", "gcp_cloud_run", "cloud-run", false)]
    [InlineData("cloudflare", "cloudflare.workers", "workers-paid", false)]
    [InlineData("", "", null, false)]
    public void FunctionPlan_ProviderAndPlatform_IsThePlanThatBillsIt(string provider, string platform, string? name, bool isAssumed)
    {
        Assert.Equal(name, Book.FunctionPlan(provider, platform, out var wasAssumed)?.Name);
        Assert.Equal(isAssumed, wasAssumed);
    }

    [Theory]
    [InlineData("there", "2026-07-01", 3)]
    [InlineData("THERE", null, 3)]
    [InlineData("here", "2026-07-01", 2)]
    [InlineData("here", "2026-06-30", 1)]
    [InlineData("here", "2020-01-01", 1)]
    [InlineData("here", null, 2)]
    [InlineData("elsewhere", "2026-07-01", 2)]
    [InlineData("", null, 2)]
    public void Find_RegionAndDay_IsTheNewestOfTheNearest(string region, string? day, int usd)
    {
        var plan = new PricePlan
        {
            Provider = "acme",
            Name = "f",
            ReferenceRegion = "here",
            Billing = new BillingRule { Basis = BillingBasis.Invocation, Source = "test" },
            Prices = [Some("here", "2026-01-01", 1), Some("here", "2026-07-01", 2), Some("there", "2026-03-01", 3)],
        };

        Assert.Equal(usd, plan.Find(Meter.Requests, region, "", day is null ? null : DateOnly.Parse(day, null))!.Marginal(1));
    }

    private static Price Some(string region, string validFrom, decimal usd) => new()
    {
        Meter = Meter.Requests,
        Region = region,
        ValidFrom = DateOnly.Parse(validFrom, null),
        Source = "test",
        Per = 1,
        Tiers = [new PriceTier(null, usd)],
    };
}
