namespace Observe.Functions.Cost;

/// <summary>Which part of a cost a charge belongs to.</summary>
internal enum CostPart
{
    Requests,
    Duration,
    Init,
    Storage,
    Ready,
}

/// <summary>So much of a meter at this price.</summary>
internal readonly record struct Charge(CostPart Part, PricePlan Plan, Price Price, decimal Quantity);

/// <summary>The lines of a usage's bill before any money is worked out, or the reason why there are none.</summary>
internal sealed class UsageCharges
{
    private const decimal BytesPerGibibyte = 1_073_741_824;
    private const decimal NanosecondsPerSecond = 1_000_000_000;

    // Texts name what senders call their provider, region and platform.
    private const int MaxNoteLength = 200;
    private const string AssumedArchitecture = "amd64";

    private readonly BilledUsage _usage;
    private readonly List<Charge> _charges = [];
    private readonly List<CostNote> _notes = [];

    private UsageCharges(BilledUsage usage) => _usage = usage;

    /// <summary>Empty when there is a gap.</summary>
    public IReadOnlyList<Charge> Charges => HasGap ? [] : _charges;

    public IReadOnlyList<CostNote> Notes => _notes;

    public bool HasGap => _notes.Any(note => note.IsGap);

    public static UsageCharges Of(PriceBook book, BilledUsage usage)
    {
        var charges = new UsageCharges(usage);
        if (charges.FindPlan(book) is { } plan)
        {
            charges.AddUsage(plan);
        }
        return charges;
    }

    /// <summary>The charge for instances that are kept ready this long, all together.</summary>
    public static UsageCharges OfReady(PriceBook book, BilledUsage usage, decimal readyNanoseconds)
    {
        var charges = new UsageCharges(usage);
        if (charges.FindPlan(book) is { } plan && charges.HasMemory())
        {
            charges.Add(plan, CostPart.Ready, Meter.Ready, Gibibytes(plan.Billing.RoundMemory(usage.MemoryBytes)) * Seconds(readyNanoseconds));
        }
        return charges;
    }

    /// <summary>The charges for one instance that lives this long, whatever it does; its rounding is a matter of minutes and left out.</summary>
    public static UsageCharges OfLifetime(PriceBook book, BilledUsage usage, decimal nanoseconds)
    {
        var charges = new UsageCharges(usage);
        if (charges.FindNamedPlan(book) is not { } plan)
        {
            return charges;
        }
        if (plan.Billing.Basis != BillingBasis.Lifetime)
        {
            charges.Note(CostNoteKind.BilledByInvocation, $"{plan.Name} is not billed for the life of its instances.");
            return charges;
        }
        if (plan.Has(Meter.Instance))
        {
            charges.Add(plan, CostPart.Duration, Meter.Instance, Seconds(nanoseconds));
        }
        charges.AddMemory(plan, nanoseconds, init: 0);
        charges.AddVcpus(plan, nanoseconds, init: 0);
        charges.AddStorage(plan, nanoseconds);
        return charges;
    }

    private static decimal Gibibytes(long bytes) => bytes / BytesPerGibibyte;

    private static decimal Seconds(decimal nanoseconds) => nanoseconds / NanosecondsPerSecond;

    private PricePlan? FindPlan(PriceBook book)
    {
        var plan = book.FunctionPlan(_usage.Provider, _usage.Plan, out var isAssumed);
        if (plan is null)
        {
            NoteNoPlan(book);
            return null;
        }
        if (!plan.IsForFunctions)
        {
            Note(CostNoteKind.BilledByLifetime, $"{plan.Name} is billed for the life of its instances, not for invocations.");
            return null;
        }
        if (isAssumed)
        {
            Note(CostNoteKind.PlanAssumed, $"Priced as {plan.Name}; telemetry does not tell the plans of {plan.Provider} apart.");
        }
        return plan;
    }

    private PricePlan? FindNamedPlan(PriceBook book)
    {
        var plan = book.Plan(_usage.Provider, _usage.Plan);
        if (plan is null)
        {
            NoteNoPlan(book);
        }
        return plan;
    }

    private void NoteNoPlan(PriceBook book)
    {
        if (book.Plans.Any(plan => string.Equals(plan.Provider, _usage.Provider, StringComparison.OrdinalIgnoreCase)))
        {
            Note(CostNoteKind.NoPlan, $"The price book has no plan {_usage.Plan} of {_usage.Provider}.");
        }
        else
        {
            Note(CostNoteKind.NoProvider, _usage.Provider.Length == 0
                ? "Telemetry names no provider."
                : $"The price book has no prices of {_usage.Provider}.");
        }
    }

    private void AddUsage(PricePlan plan)
    {
        if (plan.Has(Meter.Requests))
        {
            Add(plan, CostPart.Requests, Meter.Requests, _usage.Invocations);
        }
        var (work, init) = BilledNanoseconds(plan);
        AddMemory(plan, work, init);
        AddVcpus(plan, work, init);
        AddStorage(plan, work + init);
        AddCpu(plan);
    }

    private (decimal Work, decimal Init) BilledNanoseconds(PricePlan plan)
    {
        if (plan.Billing.Basis == BillingBasis.Instance)
        {
            if (_usage.InstanceBusyNanoseconds is { } busy)
            {
                return (busy, 0);
            }
            Note(CostNoteKind.InstanceTimeUnknown, "Durations were summed as if no two requests had shared an instance: an upper bound.");
        }
        return (_usage.BilledNanoseconds - _usage.BilledInitNanoseconds, _usage.BilledInitNanoseconds);
    }

    private void AddMemory(PricePlan plan, decimal work, decimal init)
    {
        if ((!plan.Has(Meter.Memory) && !_usage.IsReady) || !HasMemory())
        {
            return;
        }
        var gibibytes = Gibibytes(plan.Billing.RoundMemory(_usage.MemoryBytes));
        AddTime(plan, _usage.IsReady ? Meter.ReadyBusy : Meter.Memory, gibibytes, work, init);
    }

    private void AddVcpus(PricePlan plan, decimal work, decimal init)
    {
        if (!plan.Has(Meter.Vcpu))
        {
            return;
        }
        var vcpus = _usage.Vcpus > 0 ? _usage.Vcpus : plan.AssumedVcpus;
        if (vcpus <= 0)
        {
            Note(CostNoteKind.VcpusUnknown, "Telemetry does not say how many vCPUs an instance has.");
            return;
        }
        if (_usage.Vcpus <= 0)
        {
            Note(CostNoteKind.VcpusAssumed, FormattableString.Invariant($"Priced for {vcpus} vCPU, the default of {plan.Name}."));
        }
        AddTime(plan, Meter.Vcpu, vcpus, work, init);
    }

    private void AddStorage(PricePlan plan, decimal nanoseconds)
    {
        var above = _usage.StorageBytes - plan.IncludedStorageBytes;
        if (above > 0 && plan.Has(Meter.Storage))
        {
            Add(plan, CostPart.Storage, Meter.Storage, Gibibytes(above) * Seconds(nanoseconds));
        }
    }

    private void AddCpu(PricePlan plan)
    {
        if (!plan.Has(Meter.Cpu))
        {
            return;
        }
        if (_usage.CpuNanoseconds is { } cpu)
        {
            Add(plan, CostPart.Duration, Meter.Cpu, Seconds(cpu));
        }
        else
        {
            Note(CostNoteKind.CpuTimeUnknown, $"{plan.Name} bills CPU time, which telemetry does not hold.");
        }
    }

    private bool HasMemory()
    {
        if (_usage.MemoryBytes > 0)
        {
            return true;
        }
        Note(CostNoteKind.MemoryUnknown, "The memory size is not known (faas.max_memory).");
        return false;
    }

    private void AddTime(PricePlan plan, Meter meter, decimal size, decimal work, decimal init)
    {
        Add(plan, CostPart.Duration, meter, size * Seconds(work));
        if (init != 0)
        {
            Add(plan, CostPart.Init, meter, size * Seconds(init));
        }
    }

    private void Add(PricePlan plan, CostPart part, Meter meter, decimal quantity)
    {
        if (FindPrice(plan, meter) is { } price)
        {
            _charges.Add(new Charge(part, plan, price, quantity));
        }
    }

    private Price? FindPrice(PricePlan plan, Meter meter)
    {
        var architecture = Architectures.Canonical(_usage.Architecture);
        var price = plan.Find(meter, _usage.Region, architecture.Length == 0 ? AssumedArchitecture : architecture, _usage.Day);
        if (price is null)
        {
            Note(CostNoteKind.NoPrice, $"{plan.Name} has no price for {meter} on {(architecture.Length == 0 ? "any architecture" : architecture)}.");
            return null;
        }
        if (price.Architecture.Length > 0 && architecture.Length == 0)
        {
            Note(CostNoteKind.ArchitectureAssumed, $"Priced as {AssumedArchitecture}; telemetry does not say (host.arch).");
        }
        if (price.Region != PricePlan.EverywhereRegion && !string.Equals(price.Region, _usage.Region, StringComparison.OrdinalIgnoreCase))
        {
            Note(CostNoteKind.OtherRegion, _usage.Region.Length == 0
                ? $"Priced as in {price.Region}; telemetry does not say the region."
                : $"Priced as in {price.Region}; the price book has no prices of {_usage.Region}.");
        }
        if (price.ValidFrom > _usage.Day)
        {
            Note(CostNoteKind.PriceFromLater, $"Prices are of {price.ValidFrom:O}; the book has none from before.");
        }
        return price;
    }

    private void Note(CostNoteKind kind, string text)
    {
        var note = new CostNote(kind, text.Length > MaxNoteLength ? $"{text.AsSpan(0, MaxNoteLength)}…" : text);
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }
}
