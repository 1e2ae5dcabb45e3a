using Observe.Functions.Invocations;

namespace Observe.Functions.Cost;

/// <summary>Which time a plan puts on the bill.</summary>
public enum BillingBasis : byte
{
    /// <summary>Each invocation's duration, summed.</summary>
    Invocation,

    /// <summary>The time in which an instance has at least one request: the union of its busy intervals.</summary>
    Instance,

    /// <summary>Processor time that was used; waiting is free.</summary>
    Cpu,

    /// <summary>An instance's whole life, requests or not.</summary>
    Lifetime,

    /// <summary>No time at all: an amount.</summary>
    Quantity,
}

/// <summary>How a plan turns the time that passed into the time that it bills. Every figure comes from the price book.</summary>
public sealed record BillingRule
{
    public required BillingBasis Basis { get; init; }

    /// <summary>Nanoseconds to a whole number of which a time is rounded up; at least 1.</summary>
    public long StepNanoseconds { get; init; } = 1;

    /// <summary>Nanoseconds that a time costs at the least; 0 when there is no minimum.</summary>
    public long MinimumNanoseconds { get; init; }

    /// <summary>The first day on which an initialisation that a caller waits for is billed; null when it is free.</summary>
    public DateOnly? InitBilledFrom { get; init; }

    /// <summary>Bytes to a whole number of which memory is rounded up; at least 1.</summary>
    public long MemoryStepBytes { get; init; } = 1;

    /// <summary>Bytes above which memory costs no more; null when there is no cap.</summary>
    public long? MemoryCapBytes { get; init; }

    /// <summary>Nanoseconds to a whole number of which the time of instances kept ready is rounded up; at least 1.</summary>
    public long ReadyStepNanoseconds { get; init; } = 1;

    public required string Source { get; init; }

    /// <summary>
    /// The classes whose initialisation is an item of its own on the bill. Suppressed ones ran inside the invocation, whose
    /// duration holds them; a snapshot's restore has a price that the book does not know; provisioned ones are paid as capacity.
    /// </summary>
    public static IReadOnlyList<InitClass> BilledInitClasses { get; } = [InitClass.Cold, InitClass.UnknownCold, InitClass.Proactive];

    public bool BillsInit(InitClass initClass, DateOnly day) => day >= InitBilledFrom && BilledInitClasses.Contains(initClass);

    /// <summary>Nanoseconds on the bill for a time that passed; a negative one (clock skew) counts as none.</summary>
    public long Round(long nanoseconds)
    {
        var time = Math.Max(nanoseconds, MinimumNanoseconds);
        return time <= 0 ? 0 : RoundUp(time, StepNanoseconds);
    }

    /// <summary>
    /// The bill of one invocation: initialisation and duration are rounded up together, and what the initialisation adds
    /// is its part. Nanoseconds.
    /// </summary>
    public BilledTime Bill(long durationNanoseconds, long initNanoseconds, InitClass initClass, DateOnly day)
    {
        var duration = Math.Max(durationNanoseconds, 0);
        var alone = Round(duration);
        if (initNanoseconds <= 0 || !BillsInit(initClass, day))
        {
            return new BilledTime(alone, 0);
        }
        var total = Round(Math.Min(duration, long.MaxValue - initNanoseconds) + initNanoseconds);
        return new BilledTime(total, total - alone);
    }

    /// <summary>Bytes on the bill for an instance's memory.</summary>
    public long RoundMemory(long bytes)
    {
        var rounded = bytes <= 0 ? 0 : RoundUp(bytes, MemoryStepBytes);
        return MemoryCapBytes is { } cap ? Math.Min(rounded, cap) : rounded;
    }

    /// <summary>Nanoseconds on the bill for an instance kept ready this long.</summary>
    public long RoundReady(long nanoseconds) => nanoseconds <= 0 ? 0 : RoundUp(nanoseconds, ReadyStepNanoseconds);

    // Nothing that long was ever billed; a wild value of a sender stays what it is instead of turning negative.
    private static long RoundUp(long value, long step) => value > long.MaxValue - step ? value : (((value - 1) / step) + 1) * step;
}

/// <summary>Nanoseconds on the bill of an invocation, and how many of them are its initialisation.</summary>
public readonly record struct BilledTime(long Nanoseconds, long InitNanoseconds);
