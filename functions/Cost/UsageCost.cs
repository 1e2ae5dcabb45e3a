namespace Observe.Functions.Cost;

/// <summary>
/// What a usage costs, in USD, by part. What could not be priced adds nothing to the money and is counted in
/// <see cref="UnpricedInvocations"/>, with the reason among the notes. No comparison of notes: two costs are not compared.
/// </summary>
public sealed record UsageCost
{
    // Notes name regions and platforms, which come from senders.
    private const int MaxNotes = 16;

    /// <summary>The version of the price book.</summary>
    public required string BookVersion { get; init; }

    public decimal RequestsUsd { get; init; }

    /// <summary>The time at work without its initialisation, memory and processors together.</summary>
    public decimal DurationUsd { get; init; }

    /// <summary>Initialisations that are billed, as far as they are known apart from the duration.</summary>
    public decimal InitUsd { get; init; }

    /// <summary>Ephemeral storage above what the plan includes.</summary>
    public decimal StorageUsd { get; init; }

    /// <summary>Instances kept ready, at work or not.</summary>
    public decimal ReadyUsd { get; init; }

    public decimal TotalUsd => RequestsUsd + DurationUsd + InitUsd + StorageUsd + ReadyUsd;

    public decimal PricedInvocations { get; init; }
    public decimal UnpricedInvocations { get; init; }

    /// <summary>What was assumed and what is missing; each once, the first few.</summary>
    public IReadOnlyList<CostNote> Notes { get; init; } = [];

    /// <summary>Nothing was left out for want of a price or a fact.</summary>
    public bool IsComplete => !Notes.Any(note => note.IsGap);

    public static UsageCost operator +(UsageCost left, UsageCost right) => Add(left, right);

    /// <summary>The sum of two costs of one book; the version of the left one stays.</summary>
    public static UsageCost Add(UsageCost left, UsageCost right) => left with
    {
        RequestsUsd = left.RequestsUsd + right.RequestsUsd,
        DurationUsd = left.DurationUsd + right.DurationUsd,
        InitUsd = left.InitUsd + right.InitUsd,
        StorageUsd = left.StorageUsd + right.StorageUsd,
        ReadyUsd = left.ReadyUsd + right.ReadyUsd,
        PricedInvocations = left.PricedInvocations + right.PricedInvocations,
        UnpricedInvocations = left.UnpricedInvocations + right.UnpricedInvocations,
        Notes = Join(left.Notes, right.Notes),
    };

    /// <summary>Gaps first, so that no bound hides that something is missing.</summary>
    internal static IReadOnlyList<CostNote> Join(IReadOnlyList<CostNote> left, IReadOnlyList<CostNote> right) =>
        right.Count == 0 ? left
        : left.Count == 0 ? right
        : [.. left.Concat(right).Distinct().OrderByDescending(note => note.IsGap).Take(MaxNotes)];
}
