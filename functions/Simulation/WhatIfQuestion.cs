using Observe.Functions.Limits;

namespace Observe.Functions.Simulation;

/// <summary>What somebody wants to know of a function. Null means as it is now, or as is usual.</summary>
public sealed record WhatIfQuestion
{
    /// <summary>What if idle environments were kept this long?</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>What if so many environments were provisioned?</summary>
    public int? Provisioned { get; init; }

    /// <summary>The keep-alive as it is now, from somebody who knows it.</summary>
    public TimeSpan? KeepAliveNow { get; init; }

    /// <summary>Environments that are provisioned now; null for none.</summary>
    public int? ProvisionedNow { get; init; }

    /// <summary>Most requests at once, now and then.</summary>
    public int? ConcurrencyLimit { get; init; }

    /// <summary>Environments that the platform starts in ten seconds, now and then; null for as many as is usual.</summary>
    public int? ScaleRate { get; init; }

    public int? RequestsPerInstance { get; init; }

    public ContainerQuestion Container { get; init; } = new();

    /// <summary>The same, where it leaves open how things are now, with what the operator says of the function.</summary>
    public WhatIfQuestion Given(ConcurrencyLimit? limit) => this with
    {
        KeepAliveNow = KeepAliveNow ?? limit?.KeepAlive,
        ProvisionedNow = ProvisionedNow ?? limit?.Provisioned,
        ConcurrencyLimit = ConcurrencyLimit ?? limit?.Reserved,
        ScaleRate = ScaleRate ?? limit?.ScaleRate,
    };
}

/// <summary>What if containers that run all the time did the work?</summary>
public sealed record ContainerQuestion
{
    /// <summary>Of each container; null for half a vCPU, or more when the memory takes it.</summary>
    public decimal? Vcpus { get; init; }

    /// <summary>Of each container; null for what the function has, in whole GiB.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How many requests one of them serves at once.</summary>
    public int RequestsPerInstance { get; init; } = 1;

    /// <summary>Null for as many as serve the peak.</summary>
    public int? Instances { get; init; }
}
