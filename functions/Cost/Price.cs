namespace Observe.Functions.Cost;

/// <summary>The price of one meter in one region, from one day on.</summary>
public sealed record Price
{
    public required Meter Meter { get; init; }

    /// <summary>A provider's own name of a region, or <see cref="PricePlan.EverywhereRegion"/>.</summary>
    public required string Region { get; init; }

    /// <summary><c>amd64</c> or <c>arm64</c>; empty when the price is the same for both.</summary>
    public string Architecture { get; init; } = "";

    public required DateOnly ValidFrom { get; init; }

    /// <summary>Where the figure was read, and when.</summary>
    public required string Source { get; init; }

    /// <summary>Why the figure is in doubt; empty when its source was read.</summary>
    public string Unverified { get; init; } = "";

    /// <summary>How many of the meter's units (<see cref="Meter"/>) a tier's price is for.</summary>
    public required decimal Per { get; init; }

    /// <summary>By rising quantity; the last one has no end.</summary>
    public required IReadOnlyList<PriceTier> Tiers { get; init; }

    /// <summary>USD for a quantity at the first tier's price, which is the list price.</summary>
    public decimal Marginal(decimal quantity) => quantity * Tiers[0].Usd / Per;

    /// <summary>USD for the first <paramref name="quantity"/> units of a month, each at the price of the tier it falls into.</summary>
    public decimal Cumulative(decimal quantity)
    {
        var (usd, from) = (0m, 0m);
        foreach (var tier in Tiers)
        {
            var to = Math.Min(quantity, tier.UpTo ?? quantity);
            if (to <= from)
            {
                break;
            }
            usd += (to - from) * tier.Usd;
            from = to;
        }
        return usd / Per;
    }

    /// <summary>Why the price of this quantity of a month is in doubt; empty when it is not.</summary>
    internal string Doubt(decimal quantity)
    {
        if (Unverified.Length > 0)
        {
            return Unverified;
        }
        var from = 0m;
        foreach (var tier in Tiers)
        {
            if (tier.Unverified.Length > 0 && (from == 0 || quantity > from))
            {
                return tier.Unverified;
            }
            from = tier.UpTo ?? from;
        }
        return "";
    }
}

/// <summary>A step of a price by the quantity of a month.</summary>
/// <param name="UpTo">The last unit (of the meter) that costs this much; null for all that follow.</param>
/// <param name="Usd">USD for <see cref="Price.Per"/> units.</param>
/// <param name="Unverified">Why the figure is in doubt, or empty.</param>
public sealed record PriceTier(decimal? UpTo, decimal Usd, string Unverified = "");

/// <summary>What a plan gives away each month.</summary>
/// <param name="Quantity">In the meter's unit.</param>
public sealed record FreeGrant(Meter Meter, decimal Quantity, string Source);
