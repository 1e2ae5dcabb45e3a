using Observe.Functions.Advice;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Config;

namespace Observe.Storage.Read;

/// <summary>What is worth a look of a function, and what of it somebody dismissed.</summary>
public sealed class AdviceReader(IAdviceEvidenceReader evidence, AdviceDismissalStore dismissals, CostCalculator costs)
{
    /// <summary>A shorter time may be all peak or none: what it costs says nothing of a month. Nanoseconds.</summary>
    private const long ShortestLoad = 24 * 3_600 * UnixTime.NanosecondsPerSecond;

    private readonly BreakEven _breakEven = new(costs);

    /// <summary>What is read beside the figures that a page or a program has asked for anyway.</summary>
    public async Task<AdviceMaterial> ReadAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken)
    {
        var found = evidence.GetAsync(new AdviceQuery(function, range), cancellationToken);
        var dismissed = dismissals.ListAsync(function, cancellationToken);
        await Task.WhenAll(found, dismissed);
        return new AdviceMaterial(await found, await dismissed);
    }

    /// <summary>The weightiest first.</summary>
    public IReadOnlyList<AdvisedFinding> Of(FunctionFacts facts, FunctionDetail detail, ConcurrencyResult concurrency, AdviceMaterial material) =>
    [
        .. FunctionAdvisor.Of(detail.Observed(facts) with
        {
            Memory = material.Evidence.Memory,
            Repeats = material.Evidence.Repeats,
            Recursion = material.Evidence.Recursion,
            Context = material.Evidence.Context,
            Chatter = material.Evidence.Chatter,
            Retries = material.Evidence.Retries,
            Secrets = material.Evidence.Secrets,
            Monthly = Monthly(facts, detail, concurrency),
        }).Select(finding => new AdvisedFinding(finding, material.Dismissals.FirstOrDefault(dismissal => dismissal.Covers(finding)))),
    ];

    private ObservedCost? Monthly(FunctionFacts facts, FunctionDetail detail, ConcurrencyResult concurrency)
    {
        var range = detail.Scanned.Range;
        if (range.Nanoseconds < ShortestLoad || detail.Total.IsSampled || !concurrency.Scanned.Complete || concurrency.Peak == 0
            || detail.Total.Cost is not { IsComplete: true } cost)
        {
            return null;
        }
        var function = new BilledUsage
        {
            Provider = facts.Identity.Provider,
            Region = facts.Identity.Region,
            Architecture = facts.Architecture,
            MemoryBytes = facts.MemoryBytes,
        };
        return _breakEven.ContainerFor(function) is { } container && _breakEven.ContainersMonthlyUsd(container, concurrency.Peak) is { } containers
            ? new ObservedCost(BreakEven.PerMonth(cost.TotalUsd, TimeSpan.FromTicks(range.Nanoseconds / TimeSpan.NanosecondsPerTick)), containers)
            : null;
    }
}

public sealed record AdviceMaterial(AdviceEvidence Evidence, IReadOnlyList<Dismissal> Dismissals);

/// <param name="Dismissal">Null for what nobody has dismissed.</param>
public sealed record AdvisedFinding(Finding Finding, Dismissal? Dismissal);
