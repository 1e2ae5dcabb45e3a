namespace Observe.Functions.Cost;

/// <summary>Finds the plan and the prices of a usage, and notes what had to be assumed for that and what is missing.</summary>
internal sealed class UsagePrices(PriceBook book, BilledUsage usage)
{
    // Texts name what senders call their provider, region and platform.
    private const int MaxNoteLength = 200;
    private const string AssumedArchitecture = "amd64";

    private readonly string _architecture = Architectures.Canonical(usage.Architecture);
    private readonly List<CostNote> _notes = [];

    public IReadOnlyList<CostNote> Notes => _notes;

    /// <summary>The plan that bills the invocations; null, and noted, when there is none.</summary>
    public PricePlan? FunctionPlan()
    {
        var plan = book.FunctionPlan(usage.Provider, usage.Plan, out var isAssumed);
        if (plan is null)
        {
            NoteNoPlan();
            return null;
        }
        if (!plan.IsForFunctions)
        {
            Note(CostNoteKind.BilledByLifetime, $"{plan.Name} is billed for the life of its instances, not for invocations.");
            return null;
        }
        if (isAssumed)
        {
            Note(CostNoteKind.PlanAssumed,
                $"Priced as {plan.Name}; telemetry does not tell the plans of {plan.Provider} apart.");
        }
        return plan;
    }

    /// <summary>The plan that bills the life of an instance; null, and noted, when there is none of that name.</summary>
    public PricePlan? LifetimePlan()
    {
        var plan = book.Plan(usage.Provider, usage.Plan);
        if (plan is null)
        {
            NoteNoPlan();
            return null;
        }
        if (plan.Billing.Basis == BillingBasis.Lifetime)
        {
            return plan;
        }
        Note(CostNoteKind.BilledByInvocation, $"{plan.Name} is not billed for the life of its instances.");
        return null;
    }

    /// <summary>The price of a meter; null, and noted, when the plan has none.</summary>
    public Price? Find(PricePlan plan, Meter meter)
    {
        var price = plan.Find(meter, usage.Region, _architecture.Length == 0 ? AssumedArchitecture : _architecture, usage.Day);
        if (price is null)
        {
            var architecture = _architecture.Length == 0 ? "any architecture" : _architecture;
            Note(CostNoteKind.NoPrice, $"{plan.Name} has no price for {meter} on {architecture}.");
            return null;
        }
        NoteAssumptions(price);
        return price;
    }

    public void Note(CostNoteKind kind, string text)
    {
        var note = new CostNote(kind, text.Length > MaxNoteLength ? $"{text.AsSpan(0, MaxNoteLength)}…" : text);
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    private void NoteAssumptions(Price price)
    {
        if (price.Architecture.Length > 0 && _architecture.Length == 0)
        {
            Note(CostNoteKind.ArchitectureAssumed, $"Priced as {AssumedArchitecture}; telemetry does not say (host.arch).");
        }
        if (price.Region != PricePlan.EverywhereRegion
            && !string.Equals(price.Region, usage.Region, StringComparison.OrdinalIgnoreCase))
        {
            Note(CostNoteKind.OtherRegion, usage.Region.Length == 0
                ? $"Priced as in {price.Region}; telemetry does not say the region."
                : $"Priced as in {price.Region}; the price book has no prices of {usage.Region}.");
        }
        if (price.ValidFrom > usage.Day)
        {
            Note(CostNoteKind.PriceFromLater, $"Prices are of {price.ValidFrom:O}; the book has none from before.");
        }
    }

    private void NoteNoPlan()
    {
        if (book.Plans.Any(plan => string.Equals(plan.Provider, usage.Provider, StringComparison.OrdinalIgnoreCase)))
        {
            Note(CostNoteKind.NoPlan, $"The price book has no plan {usage.Plan} of {usage.Provider}.");
        }
        else
        {
            Note(CostNoteKind.NoProvider, usage.Provider.Length == 0
                ? "Telemetry names no provider."
                : $"The price book has no prices of {usage.Provider}.");
        }
    }
}
