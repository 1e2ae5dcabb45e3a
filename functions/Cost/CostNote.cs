namespace Observe.Functions.Cost;

/// <summary>Something to know about a cost, in words for people.</summary>
public sealed record CostNote(CostNoteKind Kind, string Text)
{
    /// <summary>The cost of these invocations is not known, and not part of the sum.</summary>
    public bool IsGap => Kind < CostNoteKind.PlanAssumed;
}

/// <summary>First the reasons for no price at all, then what was assumed for one.</summary>
public enum CostNoteKind : byte
{
    /// <summary>The book has no price for the provider, or telemetry names none.</summary>
    NoProvider,

    /// <summary>The book has no plan for what the function runs on.</summary>
    NoPlan,

    /// <summary>The plan has no price for one of the things used.</summary>
    NoPrice,
    MemoryUnknown,
    VcpusUnknown,
    CpuTimeUnknown,

    /// <summary>Billed for the life of its instances, which is no matter of invocations.</summary>
    BilledByLifetime,

    /// <summary>Billed for invocations, where a price for the life of an instance was asked for.</summary>
    BilledByInvocation,

    /// <summary>The alternative costs no less at any load.</summary>
    NoSaving,

    /// <summary>The month that blended prices were made of holds nothing like this usage.</summary>
    NotInMonth,

    /// <summary>The default plan, where others of the provider would fit as well.</summary>
    PlanAssumed,

    /// <summary>The prices of another region.</summary>
    OtherRegion,
    ArchitectureAssumed,
    VcpusAssumed,

    /// <summary>Durations were summed where the plan bills an instance's busy time once: the cost is an upper bound.</summary>
    InstanceTimeUnknown,

    /// <summary>A figure of the price book is in doubt.</summary>
    PriceUnverified,

    /// <summary>The oldest price in the book is younger than the usage.</summary>
    PriceFromLater,
}
