namespace Observe.Functions.Cost;

/// <summary>
/// What a group of invocations of one provider, plan, region, architecture, memory and storage used. Usages that agree in
/// these may be added up in each quantity before they are priced: the cost is the same.
/// </summary>
public sealed record BilledUsage
{
    /// <summary>As in <c>cloud.provider</c>; empty when telemetry does not say.</summary>
    public required string Provider { get; init; }

    /// <summary>A plan of the price book or a value of <c>cloud.platform</c>; empty for the provider's default plan.</summary>
    public string Plan { get; init; } = "";

    public string Region { get; init; } = "";

    /// <summary>As in <c>host.arch</c>, or as providers write it (<c>x86_64</c>); empty when it is not known.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>The day whose prices count; null for the newest in the book.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Bytes that an instance was given; 0 when they are not known.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Bytes of ephemeral storage that an instance was given; 0 for what the plan includes.</summary>
    public long StorageBytes { get; init; }

    /// <summary>Processors that an instance was given, where a plan bills them apart from memory; 0 when they are not known.</summary>
    public decimal Vcpus { get; init; }

    /// <summary>Served by instances that are kept ready (provisioned concurrency, always ready), at the lower price for that.</summary>
    public bool IsReady { get; init; }

    /// <summary>How many; with sampled telemetry the number that they stand for.</summary>
    public decimal Invocations { get; init; }

    /// <summary>Nanoseconds, each invocation rounded by <see cref="BillingRule.Bill"/>, billed initialisations included.</summary>
    public decimal BilledNanoseconds { get; init; }

    /// <summary>Those of <see cref="BilledNanoseconds"/> that are initialisation.</summary>
    public decimal BilledInitNanoseconds { get; init; }

    /// <summary>
    /// Nanoseconds in which the instances had at least one request, rounded by the plan's rule (<see cref="SharedInstance"/>);
    /// null when it is not known. It counts only where a plan bills instances.
    /// </summary>
    public decimal? InstanceBusyNanoseconds { get; init; }

    /// <summary>Nanoseconds of processor time that were used; null when it is not known. It counts only where a plan bills it.</summary>
    public decimal? CpuNanoseconds { get; init; }
}
