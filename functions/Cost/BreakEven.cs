namespace Observe.Functions.Cost;

/// <summary>
/// Where something that costs the same at any load begins to be cheaper than paying for use. Everything at list prices, free
/// grants left out.
/// </summary>
public sealed class BreakEven(CostCalculator calculator)
{
    /// <summary>A year's hours by twelve, as cloud price lists reckon.</summary>
    public const decimal HoursPerMonth = 730;

    private const decimal SecondsPerHour = 3600;
    private const decimal BytesPerGibibyte = 1_073_741_824;

    /// <summary>An amount of a time as it would be in a month at this rate; 0 of no time.</summary>
    public static decimal PerMonth(decimal usd, TimeSpan time) => time <= TimeSpan.Zero ? 0 : usd / (decimal)time.TotalHours * HoursPerMonth;

    /// <summary>
    /// How many invocations a month cost as much as instances that run all the time: fixed monthly cost / cost per
    /// invocation. There are as many instances as the peak needs; fewer would be cheaper and fail.
    /// </summary>
    /// <param name="perInvocation">USD, requests included.</param>
    /// <param name="container">The plan and what one instance is given (<see cref="CostCalculator.InstanceHour"/>).</param>
    /// <param name="peakConcurrency">The most requests at once.</param>
    /// <param name="concurrencyPerInstance">How many requests one such instance can serve at once; at least 1.</param>
    public ContainerBreakEven Containers(
        UsageCost perInvocation, BilledUsage container, long peakConcurrency, long concurrencyPerInstance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(peakConcurrency);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrencyPerInstance, 1);
        var hour = calculator.InstanceHour(container);
        var instances = Instances(peakConcurrency, concurrencyPerInstance);
        var monthly = instances * hour.TotalUsd * HoursPerMonth;
        var notes = UsageCost.Join(hour.Notes, perInvocation.Notes);
        var isKnown = hour.IsComplete && perInvocation.IsComplete && perInvocation.TotalUsd > 0;
        return new ContainerBreakEven
        {
            BookVersion = calculator.Book.Version,
            Instances = instances,
            MonthlyUsd = hour.IsComplete ? monthly : null,
            InvocationsPerMonth = isKnown ? monthly / perInvocation.TotalUsd : null,
            InvocationsPerSecond = isKnown ? monthly / perInvocation.TotalUsd / (HoursPerMonth * SecondsPerHour) : null,
            Notes = notes,
        };
    }

    /// <summary>
    /// What containers are usually given that do a function's work: its memory in whole GiB, and half a vCPU with each. Container platforms sell at
    /// least 2 GiB with a vCPU, and half of both. Null when the book has none of the provider.
    /// </summary>
    /// <param name="memoryBytes">Null for as much as the function has.</param>
    /// <param name="vcpus">Null for what goes with the memory.</param>
    public BilledUsage? ContainerFor(BilledUsage function, long? memoryBytes = null, decimal? vcpus = null)
    {
        var memory = memoryBytes ?? (long)(Math.Max(1, Math.Ceiling(function.MemoryBytes / BytesPerGibibyte)) * BytesPerGibibyte);
        var plan = calculator.Book.Plans.FirstOrDefault(candidate => candidate.Billing.Basis == BillingBasis.Lifetime
            && candidate.Has(Meter.Vcpu) && string.Equals(candidate.Provider, function.Provider, StringComparison.OrdinalIgnoreCase));
        return plan is null ? null : function with
        {
            Plan = plan.Name,
            MemoryBytes = memory,
            Vcpus = vcpus ?? Math.Max(1, Math.Floor(memory / BytesPerGibibyte)) / 2,
        };
    }

    /// <summary>A month of as many containers as serve a peak, USD; null when a price is missing.</summary>
    public decimal? ContainersMonthlyUsd(BilledUsage container, long peakConcurrency, long concurrencyPerInstance = 1) =>
        calculator.InstanceHour(container) is { IsComplete: true } hour
            ? Instances(peakConcurrency, concurrencyPerInstance) * hour.TotalUsd * HoursPerMonth
            : null;

    /// <summary>
    /// The part of the time that an instance must be at work for a container to cost no more: container hour / function
    /// busy hour, request prices left out.
    /// </summary>
    public UtilisationBreakEven Utilisation(BilledUsage function, BilledUsage container) =>
        Ratio(calculator.InstanceHour(container), calculator.BusyHour(function), busyHourThen: null);

    /// <summary>
    /// The same for equal processors: where memory brings them along (<see cref="PricePlan.MemoryBytesPerVcpu"/>), the function
    /// gets as much memory as the container's vCPUs take.
    /// </summary>
    public UtilisationBreakEven UtilisationPerVcpu(BilledUsage function, BilledUsage container)
    {
        var perVcpu = calculator.Book.FunctionPlan(function.Provider, function.Plan, out _)?.MemoryBytesPerVcpu ?? 0;
        return Utilisation(
            perVcpu == 0 ? function : function with { MemoryBytes = (long)(perVcpu * container.Vcpus) },
            container);
    }

    /// <summary>
    /// The part of the time that an instance kept ready must be at work to cost no more than on demand:
    /// ready price / (on-demand price - price at work while ready).
    /// </summary>
    public UtilisationBreakEven Ready(BilledUsage function) => Ratio(
        calculator.ReadyCapacity(function, instances: 1, TimeSpan.FromHours(1)),
        calculator.BusyHour(function with { IsReady = false }),
        calculator.BusyHour(function with { IsReady = true }));

    private static long Instances(long peakConcurrency, long concurrencyPerInstance) =>
        Math.Max(1, Math.DivRem(peakConcurrency, concurrencyPerInstance, out var rest) + (rest > 0 ? 1 : 0));

    private UtilisationBreakEven Ratio(UsageCost fixedHour, UsageCost busyHour, UsageCost? busyHourThen)
    {
        var notes = UsageCost.Join(UsageCost.Join(fixedHour.Notes, busyHour.Notes), busyHourThen?.Notes ?? []);
        var isKnown = !notes.Any(note => note.IsGap);
        var saved = busyHour.TotalUsd - (busyHourThen?.TotalUsd ?? 0);
        if (isKnown && saved <= 0)
        {
            notes = UsageCost.Join(notes, [new CostNote(CostNoteKind.NoSaving, "An hour at work costs no less then.")]);
        }
        return new UtilisationBreakEven
        {
            BookVersion = calculator.Book.Version,
            FixedUsdPerHour = isKnown ? fixedHour.TotalUsd : null,
            SavedUsdPerBusyHour = isKnown ? saved : null,
            Utilisation = isKnown && saved > 0 ? fixedHour.TotalUsd / saved : null,
            Notes = notes,
        };
    }
}

/// <summary>Containers that run all the time against a price for each invocation. What is null is not known: see the notes.</summary>
public sealed record ContainerBreakEven
{
    public required string BookVersion { get; init; }

    /// <summary>As many as serve the peak.</summary>
    public required long Instances { get; init; }

    /// <summary>USD a month for all of them.</summary>
    public required decimal? MonthlyUsd { get; init; }

    /// <summary>Above it the containers are cheaper.</summary>
    public required decimal? InvocationsPerMonth { get; init; }

    public required decimal? InvocationsPerSecond { get; init; }
    public required IReadOnlyList<CostNote> Notes { get; init; }
}

/// <summary>A fixed price by the hour against a price for use. What is null is not known; the notes say why.</summary>
public sealed record UtilisationBreakEven
{
    public required string BookVersion { get; init; }

    /// <summary>USD for an hour, at work or not.</summary>
    public required decimal? FixedUsdPerHour { get; init; }

    /// <summary>USD that an hour at work no longer costs.</summary>
    public required decimal? SavedUsdPerBusyHour { get; init; }

    /// <summary>The part of the time at work above which the fixed price is cheaper; above 1 it never is.</summary>
    public required decimal? Utilisation { get; init; }

    public required IReadOnlyList<CostNote> Notes { get; init; }
}
