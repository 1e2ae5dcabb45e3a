namespace Observe.Functions.Cost;

/// <summary>
/// Blended prices: what the month's tiers and grants make of each unit that was used in it. A tier counts what falls under
/// one price (region and architecture); a grant is one for the whole plan and is shared out by quantity, from the first tier.
/// Within one month it is as additive as list prices are.
/// </summary>
public sealed class MonthlyCost
{
    private readonly CostCalculator _calculator;
    private readonly Dictionary<Price, decimal> _quantities = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(PricePlan Plan, Meter Meter), decimal> _ofPlan = [];

    internal MonthlyCost(CostCalculator calculator, IEnumerable<BilledUsage> month)
    {
        _calculator = calculator;
        foreach (var usage in month)
        {
            foreach (var charge in UsageCharges.Of(calculator.Book, usage).Charges)
            {
                Count(charge);
            }
        }
        FeesUsd = _ofPlan.Keys.Select(key => key.Plan).Distinct().Sum(plan => plan.MonthlyFeeUsd);
    }

    /// <summary>USD a month for plans that cost something before the first request; in no usage's cost.</summary>
    public decimal FeesUsd { get; }

    /// <summary>The cost of a usage that is part of the month.</summary>
    public UsageCost Blended(BilledUsage usage)
    {
        var charges = UsageCharges.Of(_calculator.Book, usage);
        return charges.Charges.All(charge => charge.Quantity == 0 || _quantities.GetValueOrDefault(charge.Price) > 0)
            ? _calculator.Total(usage, charges, Usd, charge => _quantities.GetValueOrDefault(charge.Price))
            : new UsageCost
            {
                BookVersion = _calculator.Book.Version,
                UnpricedInvocations = usage.Invocations,
                Notes = [new CostNote(CostNoteKind.NotInMonth, "The month that the prices were made of has no usage like this.")],
            };
    }

    private void Count(Charge charge)
    {
        _quantities[charge.Price] = _quantities.GetValueOrDefault(charge.Price) + charge.Quantity;
        var key = (charge.Plan, charge.Price.Meter);
        _ofPlan[key] = _ofPlan.GetValueOrDefault(key) + charge.Quantity;
    }

    private decimal Usd(Charge charge)
    {
        if (charge.Quantity == 0)
        {
            return 0;
        }
        var quantity = _quantities[charge.Price];
        var ofPlan = _ofPlan[(charge.Plan, charge.Price.Meter)];
        var free = Math.Min(charge.Plan.Grant(charge.Price.Meter), ofPlan) / ofPlan * quantity;
        return charge.Quantity * ((charge.Price.Cumulative(quantity) - charge.Price.Cumulative(free)) / quantity);
    }
}
