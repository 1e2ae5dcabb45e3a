using Observe.Functions.Cost;

namespace Observe.Functions.Simulation;

/// <summary>The answer: first the proof, and only with it the figures.</summary>
public sealed record WhatIfResult
{
    /// <summary>What was counted: <see cref="InvocationHistory.Window"/>.</summary>
    public required SimulationWindow Window { get; init; }

    /// <summary>How many invocations started in the range that was asked for.</summary>
    public required long Started { get; init; }

    /// <summary>How many of them, the newest, were replayed and counted.</summary>
    public required long Replayed { get; init; }

    /// <summary>Why there are no figures; null when there are.</summary>
    public WhatIfRefusal? Refusal { get; init; }

    /// <summary>Null when it could not even be tried.</summary>
    public ModelFit? Fit { get; init; }

    /// <summary>Null without a fit.</summary>
    public WhatIfFigures? Figures { get; init; }
}

/// <summary>Both sides come out of the model, so that what it is off by does not look like a saving.</summary>
public sealed record WhatIfFigures
{
    public required SimulatedPlan Now { get; init; }
    public required SimulatedPlan Then { get; init; }

    /// <summary>From none to as many as serve everything without a wait; other settings as they are.</summary>
    public required IReadOnlyList<SimulatedPlan> ByProvisioned { get; init; }

    /// <summary>From a minute to an hour; other settings as they are.</summary>
    public required IReadOnlyList<SimulatedPlan> ByKeepAlive { get; init; }

    public required ContainerAlternative Container { get; init; }
}

/// <param name="MonthlyCost">What a month like the window costs, at list prices.</param>
/// <param name="IdleGibibyteSeconds">Memory kept for environments that did nothing, in the window; 0 when the memory is not known.</param>
/// <param name="ColdElsewhere">
/// Cold starts of requests that meet none as things are. Requests draw the same initialisation under every setting, so that only these can take longer.
/// </param>
public sealed record SimulatedPlan(
    PlatformSettings Settings, SimulationResult Result, UsageCost MonthlyCost, double IdleGibibyteSeconds, int ColdElsewhere = 0);

/// <summary>Containers instead of the function. What is null is not known: see the notes of <see cref="BreakEven"/>.</summary>
/// <param name="Plan">Of the price book; empty when it has none of the provider that is billed by lifetime.</param>
/// <param name="Instances">So many were asked for, or serve the peak.</param>
/// <param name="IsFeasible">They serve the peak.</param>
/// <param name="MonthlyUsd">Of that many.</param>
/// <param name="InvocationsPerMonth">Of the function, at its present pace.</param>
public sealed record ContainerAlternative(
    string Plan, decimal Vcpus, long MemoryBytes, int RequestsPerInstance, long Instances, bool IsFeasible, decimal? MonthlyUsd,
    decimal InvocationsPerMonth, ContainerBreakEven? BreakEven);

/// <summary>Why no figure is shown, in words for people.</summary>
public sealed record WhatIfRefusal(WhatIfRefusalKind Kind, string Text);

public enum WhatIfRefusalKind : byte
{
    NoInvocations,

    /// <summary>There are invocations, and a limit on reading stopped before any was read.</summary>
    Unread,

    /// <summary>All that is known of the function only fills the replayed platform: nothing is left to count.</summary>
    TooNew,

    /// <summary>Of what samples stand for neither cold starts nor concurrency can be told.</summary>
    Sampled,

    /// <summary>The model does not reproduce what was observed.</summary>
    NoFit,
}
