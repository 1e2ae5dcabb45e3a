using Observe.Functions.Invocations;

namespace Observe.Functions.Cost;

/// <summary>Puts prices on usage.</summary>
public sealed class CostCalculator(PriceBook book)
{
    private const decimal NanosecondsPerHour = 3_600_000_000_000;

    public PriceBook Book => book;

    /// <summary>
    /// At list prices: the first tier, nothing free. Linear in every quantity, so that the costs of usages add up to the cost
    /// of their sum (exactly so for memory in whole MiB and times in whole microseconds, which decimals hold).
    /// </summary>
    public UsageCost Marginal(BilledUsage usage)
    {
        var charges = UsageCharges.Of(book, usage);
        return Total(usage, charges, charge => charge.Price.Marginal(charge.Quantity), _ => 0);
    }

    /// <summary>Prices with the tiers and free grants of a month in which this was used, all of it.</summary>
    /// <param name="month">Everything that one payer used in one month.</param>
    public MonthlyCost Month(IEnumerable<BilledUsage> month) => new(this, month);

    /// <summary>
    /// The list price of one invocation by itself: request + GiB-seconds (+ vCPU-seconds) of the billed time + storage above
    /// what is included. What a request costs that shares its instance is a matter of all of them (<see cref="SharedInstance"/>).
    /// </summary>
    /// <param name="kind">Where it ran and what it was given; of its quantities only the CPU time counts.</param>
    public UsageCost Invocation(
        BilledUsage kind, long durationNanoseconds, long initNanoseconds = 0, InitClass initClass = InitClass.Warm)
    {
        var rule = book.FunctionPlan(kind.Provider, kind.Plan, out _)?.Billing;
        var billed = rule?.Bill(durationNanoseconds, initNanoseconds, initClass, kind.Day ?? DateOnly.MaxValue) ?? default;
        return Marginal(kind with
        {
            Invocations = 1,
            BilledNanoseconds = billed.Nanoseconds,
            BilledInitNanoseconds = billed.InitNanoseconds,
            InstanceBusyNanoseconds = null,
        });
    }

    /// <summary>The list price of an hour in which one instance is at work without a pause, requests left out.</summary>
    public UsageCost BusyHour(BilledUsage kind) => Marginal(kind with
    {
        Invocations = 0,
        BilledNanoseconds = NanosecondsPerHour,
        BilledInitNanoseconds = 0,
        InstanceBusyNanoseconds = NanosecondsPerHour,
    });

    /// <summary>
    /// Instances that are kept ready for a time (AWS provisioned concurrency, Azure always ready), whether they work or not.
    /// Each period is rounded up by itself. What they serve costs besides: usage with <see cref="BilledUsage.IsReady"/>.
    /// </summary>
    public UsageCost ReadyCapacity(BilledUsage kind, int instances, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(instances);
        var rule = book.FunctionPlan(kind.Provider, kind.Plan, out _)?.Billing;
        var nanoseconds = rule?.RoundReady(checked(period.Ticks * TimeSpan.NanosecondsPerTick)) ?? 0;
        var charges = UsageCharges.OfReady(book, kind, (decimal)nanoseconds * instances);
        return Total(kind with { Invocations = 0 }, charges, charge => charge.Price.Marginal(charge.Quantity), _ => 0);
    }

    /// <summary>
    /// The list price of an hour of one instance of a plan that bills its life (<see cref="BillingBasis.Lifetime"/>), at work
    /// or not: Fargate, a virtual machine, Cloud Run with instance billing.
    /// </summary>
    /// <param name="kind">The plan by its name in the book, and what the instance is given.</param>
    public UsageCost InstanceHour(BilledUsage kind)
    {
        var charges = UsageCharges.OfLifetime(book, kind, NanosecondsPerHour);
        return Total(kind with { Invocations = 0 }, charges, charge => charge.Price.Marginal(charge.Quantity), _ => 0);
    }

    /// <param name="monthly">The quantity of the month that the charge's price is part of; 0 for the first tier alone.</param>
    internal UsageCost Total(
        BilledUsage usage, UsageCharges charges, Func<Charge, decimal> usd, Func<Charge, decimal> monthly)
    {
        if (charges.HasGap)
        {
            return new UsageCost { BookVersion = book.Version, UnpricedInvocations = usage.Invocations, Notes = charges.Notes };
        }
        Span<decimal> parts = stackalloc decimal[(int)CostPart.Ready + 1];
        var notes = charges.Notes;
        foreach (var charge in charges.Charges)
        {
            parts[(int)charge.Part] += usd(charge);
            if (charge.Price.Doubt(monthly(charge)) is { Length: > 0 } doubt)
            {
                var text = $"{charge.Price.Meter} price of {charge.Plan.Name}: {doubt}.";
                notes = UsageCost.Join(notes, [new CostNote(CostNoteKind.PriceUnverified, text)]);
            }
        }
        return new UsageCost
        {
            BookVersion = book.Version,
            RequestsUsd = parts[(int)CostPart.Requests],
            DurationUsd = parts[(int)CostPart.Duration],
            InitUsd = parts[(int)CostPart.Init],
            StorageUsd = parts[(int)CostPart.Storage],
            ReadyUsd = parts[(int)CostPart.Ready],
            PricedInvocations = usage.Invocations,
            Notes = notes,
        };
    }
}
