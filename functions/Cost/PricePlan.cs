namespace Observe.Functions.Cost;

/// <summary>One way of a provider to run code and be paid for it: its rules and its prices.</summary>
public sealed record PricePlan
{
    /// <summary>The region of a price that is the same everywhere.</summary>
    public const string EverywhereRegion = "global";

    /// <summary>As in <c>cloud.provider</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The book's name for the plan, unique within its provider.</summary>
    public required string Name { get; init; }

    /// <summary>The values of <c>cloud.platform</c> that may mean this plan.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Taken when telemetry says no more than its provider, or names a platform of several plans.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The region whose prices stand in for those of a region without its own.</summary>
    public required string ReferenceRegion { get; init; }

    public required BillingRule Billing { get; init; }
    public IReadOnlyList<FreeGrant> Grants { get; init; } = [];
    public required IReadOnlyList<Price> Prices { get; init; }

    /// <summary>USD a month before the first request.</summary>
    public decimal MonthlyFeeUsd { get; init; }

    /// <summary>Bytes of ephemeral storage that cost nothing.</summary>
    public long IncludedStorageBytes { get; init; }

    /// <summary>Bytes of memory that come with one whole vCPU; 0 when memory and processors are bought apart.</summary>
    public long MemoryBytesPerVcpu { get; init; }

    /// <summary>The provider's default where telemetry does not say how many vCPUs an instance has; 0 for none.</summary>
    public decimal AssumedVcpus { get; init; }

    /// <summary>Bills invocations, as opposed to machines that run anyway.</summary>
    public bool IsForFunctions => Billing.Basis is BillingBasis.Invocation or BillingBasis.Instance or BillingBasis.Cpu;

    public bool Has(Meter meter) => Prices.Any(price => price.Meter == meter);

    /// <summary>What is free each month, in the meter's unit.</summary>
    public decimal Grant(Meter meter) => Grants.Where(grant => grant.Meter == meter).Sum(grant => grant.Quantity);

    /// <summary>
    /// The price of a meter: in that region, else one valid everywhere, else in the reference region; of those the newest
    /// that is valid on the day (the newest of all without a day), else the oldest. Null when the book has none.
    /// </summary>
    public Price? Find(Meter meter, string region, string architecture, DateOnly? day)
    {
        Price? best = null;
        foreach (var price in Prices)
        {
            if (price.Meter == meter
                && (price.Architecture.Length == 0 || price.Architecture == architecture)
                && Rank(price.Region, region) > 0
                && (best is null || IsBetter(price, best, region, day ?? DateOnly.MaxValue)))
            {
                best = price;
            }
        }
        return best;
    }

    private bool IsBetter(Price price, Price than, string region, DateOnly day)
    {
        var byRegion = Rank(price.Region, region).CompareTo(Rank(than.Region, region));
        if (byRegion != 0)
        {
            return byRegion > 0;
        }
        var (isValid, wasValid) = (price.ValidFrom <= day, than.ValidFrom <= day);
        return isValid != wasValid ? isValid : isValid == (price.ValidFrom > than.ValidFrom);
    }

    private int Rank(string has, string wanted) =>
        string.Equals(has, wanted, StringComparison.OrdinalIgnoreCase) ? 3
        : has == EverywhereRegion ? 2
        : has == ReferenceRegion ? 1
        : 0;
}
