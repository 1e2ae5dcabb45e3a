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

    private readonly BilledUsage _usage;
    private readonly UsagePrices _prices;
    private readonly List<Charge> _charges = [];

    private UsageCharges(PriceBook book, BilledUsage usage)
    {
        _usage = usage;
        _prices = new UsagePrices(book, usage);
    }

    /// <summary>Empty when there is a gap.</summary>
    public IReadOnlyList<Charge> Charges => HasGap ? [] : _charges;

    public IReadOnlyList<CostNote> Notes => _prices.Notes;

    public bool HasGap => Notes.Any(note => note.IsGap);

    public static UsageCharges Of(PriceBook book, BilledUsage usage)
    {
        var charges = new UsageCharges(book, usage);
        if (charges._prices.FunctionPlan() is { } plan)
        {
            charges.AddUsage(plan);
        }
        return charges;
    }

    /// <summary>The charge for instances that are kept ready this long, all together.</summary>
    public static UsageCharges OfReady(PriceBook book, BilledUsage usage, decimal readyNanoseconds)
    {
        var charges = new UsageCharges(book, usage);
        if (charges._prices.FunctionPlan() is { } plan && charges.HasMemory())
        {
            charges.Add(plan, CostPart.Ready, Meter.Ready, charges.Gibibytes(plan) * Seconds(readyNanoseconds));
        }
        return charges;
    }

    /// <summary>The charges for one instance that lives this long, whatever it does; what rounding adds to a life is left out.</summary>
    public static UsageCharges OfLifetime(PriceBook book, BilledUsage usage, decimal nanoseconds)
    {
        var charges = new UsageCharges(book, usage);
        if (charges._prices.LifetimePlan() is { } plan)
        {
            if (plan.Has(Meter.Instance))
            {
                charges.Add(plan, CostPart.Duration, Meter.Instance, Seconds(nanoseconds));
            }
            charges.AddTime(plan, nanoseconds, init: 0);
        }
        return charges;
    }

    private static decimal Seconds(decimal nanoseconds) => nanoseconds / NanosecondsPerSecond;

    private decimal Gibibytes(PricePlan plan) => plan.Billing.RoundMemory(_usage.MemoryBytes) / BytesPerGibibyte;

    private void AddUsage(PricePlan plan)
    {
        if (plan.Has(Meter.Requests))
        {
            Add(plan, CostPart.Requests, Meter.Requests, _usage.Invocations);
        }
        var (work, init) = BilledNanoseconds(plan);
        AddTime(plan, work, init);
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
            _prices.Note(CostNoteKind.InstanceTimeUnknown,
                "Durations were summed as if no two requests had shared an instance: an upper bound.");
        }
        return (_usage.BilledNanoseconds - _usage.BilledInitNanoseconds, _usage.BilledInitNanoseconds);
    }

    private void AddTime(PricePlan plan, decimal work, decimal init)
    {
        if ((plan.Has(Meter.Memory) || _usage.IsReady) && HasMemory())
        {
            AddTime(plan, _usage.IsReady ? Meter.ReadyBusy : Meter.Memory, Gibibytes(plan), work, init);
        }
        if (plan.Has(Meter.Vcpu) && Vcpus(plan) is var vcpus and > 0)
        {
            AddTime(plan, Meter.Vcpu, vcpus, work, init);
        }
        var storage = _usage.StorageBytes - plan.IncludedStorageBytes;
        if (storage > 0 && plan.Has(Meter.Storage))
        {
            Add(plan, CostPart.Storage, Meter.Storage, storage / BytesPerGibibyte * Seconds(work + init));
        }
    }

    private void AddTime(PricePlan plan, Meter meter, decimal size, decimal work, decimal init)
    {
        Add(plan, CostPart.Duration, meter, size * Seconds(work));
        if (init != 0)
        {
            Add(plan, CostPart.Init, meter, size * Seconds(init));
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
            _prices.Note(CostNoteKind.CpuTimeUnknown, $"{plan.Name} bills CPU time, which telemetry does not hold.");
        }
    }

    private bool HasMemory()
    {
        if (_usage.MemoryBytes > 0)
        {
            return true;
        }
        _prices.Note(CostNoteKind.MemoryUnknown, "The memory size is not known (faas.max_memory).");
        return false;
    }

    private decimal Vcpus(PricePlan plan)
    {
        if (_usage.Vcpus > 0)
        {
            return _usage.Vcpus;
        }
        if (plan.AssumedVcpus > 0)
        {
            _prices.Note(CostNoteKind.VcpusAssumed,
                FormattableString.Invariant($"Priced for {plan.AssumedVcpus} vCPU, the default of {plan.Name}."));
        }
        else
        {
            _prices.Note(CostNoteKind.VcpusUnknown, "Telemetry does not say how many vCPUs an instance has.");
        }
        return plan.AssumedVcpus;
    }

    private void Add(PricePlan plan, CostPart part, Meter meter, decimal quantity)
    {
        if (_prices.Find(plan, meter) is { } price)
        {
            _charges.Add(new Charge(part, plan, price, quantity));
        }
    }
}
