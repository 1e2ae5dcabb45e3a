namespace Observe.Functions.Cost;

/// <summary>Reads one plan of a price book and says what is wrong with it.</summary>
internal static class PricePlanReader
{
    private const long BytesPerMebibyte = 1_048_576;
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long MaxMebibytes = 1L << 30;
    private const long MaxMilliseconds = 86_400_000;
    private const decimal MaxVcpus = 1024;
    private const decimal MaxUsd = 1_000_000;
    private const decimal MaxQuantity = 1_000_000_000_000_000;

    private static readonly Dictionary<string, BillingBasis> Bases = new(StringComparer.Ordinal)
    {
        ["invocation"] = BillingBasis.Invocation,
        ["instance"] = BillingBasis.Instance,
        ["cpu"] = BillingBasis.Cpu,
        ["lifetime"] = BillingBasis.Lifetime,
        ["quantity"] = BillingBasis.Quantity,
    };

    public static PricePlan Read(PriceBookNode node)
    {
        var plan = new PricePlan
        {
            Provider = node.Text("provider"),
            Name = node.Text("plan"),
            IsDefault = node.Flag("default"),
            Platforms = node.Texts("platforms"),
            ReferenceRegion = node.Text("referenceRegion"),
            MonthlyFeeUsd = node.Number("monthlyFee", MaxUsd) ?? 0,
            IncludedStorageBytes = node.WholeNumber("includedStorageMebibytes", 0, MaxMebibytes, 0) * BytesPerMebibyte,
            MemoryBytesPerVcpu = node.WholeNumber("memoryMebibytesPerVcpu", 1, MaxMebibytes, 0) * BytesPerMebibyte,
            AssumedVcpus = node.Number("assumedVcpus", MaxVcpus) ?? 0,
            Billing = Billing(node.Object("billing")),
            Grants = [.. node.Objects("grants", isRequired: false).Select(Grant)],
            Prices = [.. node.Objects("prices", isRequired: true).Select(ReadPrice)],
        };
        node.RefuseUnknown();
        CheckPrices(node, plan);
        return plan;
    }

    private static BillingRule Billing(PriceBookNode? node)
    {
        if (node is null)
        {
            return new BillingRule { Basis = BillingBasis.Quantity, Source = "" };
        }
        if (!Bases.TryGetValue(node.Text("basis"), out var basis))
        {
            node.Error("basis", $"must be one of {string.Join(", ", Bases.Keys)}.");
        }
        var capMebibytes = node.WholeNumber("memoryCapMebibytes", 1, MaxMebibytes, 0);
        var rule = new BillingRule
        {
            Basis = basis,
            StepNanoseconds = Nanoseconds(node, "stepMilliseconds", least: 1, unitMilliseconds: 1, otherwise: 1),
            MinimumNanoseconds = Nanoseconds(node, "minimumMilliseconds", least: 0, unitMilliseconds: 1, otherwise: 0),
            InitBilledFrom = InitBilledFrom(node),
            MemoryStepBytes = Math.Max(1, node.WholeNumber("memoryStepMebibytes", 1, MaxMebibytes, 0) * BytesPerMebibyte),
            MemoryCapBytes = capMebibytes == 0 ? null : capMebibytes * BytesPerMebibyte,
            ReadyStepNanoseconds = Nanoseconds(node, "readyStepSeconds", least: 1, unitMilliseconds: 1000, otherwise: 1),
            Source = node.Text("source"),
        };
        node.RefuseUnknown();
        return rule;
    }

    private static long Nanoseconds(PriceBookNode node, string name, long least, long unitMilliseconds, long otherwise)
    {
        var value = node.WholeNumber(name, least, MaxMilliseconds / unitMilliseconds, -1);
        return value < 0 ? otherwise : value * unitMilliseconds * NanosecondsPerMillisecond;
    }

    private static DateOnly? InitBilledFrom(PriceBookNode node)
    {
        var text = node.OptionalText("initBilled");
        if (PriceBookNode.TryDate(text, out var day))
        {
            return day;
        }
        if (text is not ("" or "never" or "always"))
        {
            node.Error("initBilled", "must be never, always or the first day as yyyy-MM-dd.");
        }
        return text == "always" ? DateOnly.MinValue : null;
    }

    private static FreeGrant Grant(PriceBookNode node)
    {
        var (meter, unit) = MeterAndUnit(node);
        var quantity = node.Number("quantity", MaxQuantity);
        if (quantity is null)
        {
            node.Error("quantity", "must be there.");
        }
        var grant = new FreeGrant(meter, (quantity ?? 0) * unit, node.Text("source"));
        node.RefuseUnknown();
        return grant;
    }

    private static Price ReadPrice(PriceBookNode node)
    {
        var (meter, unit) = MeterAndUnit(node);
        var architecture = node.OptionalText("architecture");
        if (architecture is not ("" or "amd64" or "arm64"))
        {
            node.Error("architecture", "must be amd64 or arm64, or left out when the price is the same for both.");
        }
        var price = new Price
        {
            Meter = meter,
            Region = node.Text("region"),
            Architecture = architecture,
            ValidFrom = node.Date("validFrom"),
            Source = node.Text("source"),
            Unverified = node.OptionalText("unverified"),
            Per = node.WholeNumber("per", 1, (long)MaxUsd * 1000, 1) * unit,
            Tiers = Tiers(node, unit),
        };
        node.RefuseUnknown();
        return price;
    }

    private static (Meter Meter, decimal Unit) MeterAndUnit(PriceBookNode node)
    {
        var (name, unit) = (node.Text("meter"), node.Text("unit"));
        if (!MeterUnits.TryMeter(name, out var meter))
        {
            node.Error("meter", $"must be one of {string.Join(", ", MeterUnits.MeterNames)}.");
            return (Meter.Requests, 1);
        }
        var units = MeterUnits.Of(meter);
        if (units.TryGetValue(unit, out var size))
        {
            return (meter, size);
        }
        node.Error("unit", $"must be {string.Join(" or ", units.Keys)} for {name}.");
        return (meter, 1);
    }

    private static List<PriceTier> Tiers(PriceBookNode node, decimal unit)
    {
        var tiers = new List<PriceTier>();
        var nodes = node.Objects("tiers", isRequired: true);
        for (var i = 0; i < nodes.Count; i++)
        {
            var upTo = nodes[i].Number("upTo", MaxQuantity) * unit;
            if (upTo is null != (i == nodes.Count - 1))
            {
                nodes[i].Error("upTo", "must be there in every tier but the last, which has no end.");
            }
            if (upTo <= (i == 0 ? 0 : tiers[i - 1].UpTo))
            {
                nodes[i].Error("upTo", "must be above that of the tier before.");
            }
            var usd = nodes[i].Number("price", MaxUsd);
            if (usd is null)
            {
                nodes[i].Error("price", "must be there.");
            }
            tiers.Add(new PriceTier(upTo, usd ?? 0, nodes[i].OptionalText("unverified")));
            nodes[i].RefuseUnknown();
        }
        return tiers;
    }

    private static void CheckPrices(PriceBookNode node, PricePlan plan)
    {
        foreach (var same in plan.Prices.GroupBy(price => (price.Meter, price.Region, price.Architecture, price.ValidFrom)))
        {
            if (same.Count() > 1)
            {
                node.Error("prices", $"has the {same.Key.Meter} price of {same.Key.Region} from {same.Key.ValidFrom:O} more than once.");
            }
        }
        foreach (var meter in plan.Prices.GroupBy(price => price.Meter))
        {
            if (!meter.Any(price => price.Region == plan.ReferenceRegion || price.Region == PricePlan.EverywhereRegion))
            {
                node.Error("prices", $"has no {meter.Key} price of the reference region {plan.ReferenceRegion}.");
            }
        }
        foreach (var grant in plan.Grants.Where(grant => !plan.Has(grant.Meter)))
        {
            node.Error("grants", $"gives away {grant.Meter}, which has no price.");
        }
        if (plan.IsForFunctions && !plan.Has(Meter.Requests) && !plan.Has(Meter.Memory) && !plan.Has(Meter.Vcpu) && !plan.Has(Meter.Cpu))
        {
            node.Error("prices", "has nothing that an invocation would be billed for.");
        }
    }
}
