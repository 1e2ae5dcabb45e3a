using System.Data.Common;
using Observe.Functions.Cost;

namespace Observe.Storage.Read;

/// <summary>How the readers take what was used out of a row.</summary>
internal static class UsageReading
{
    /// <summary>The columns provider, platform, region, architecture, memory_bytes, weight, billed_ns, billed_init_ns from one on.</summary>
    public static BilledUsage Usage(DbDataReader row, int first) => new()
    {
        Provider = row.GetString(first),
        Plan = row.GetString(first + 1),
        Region = row.GetString(first + 2),
        Architecture = row.GetString(first + 3),
        MemoryBytes = row.Number(first + 4),
        Invocations = (decimal)row.Fraction(first + 5),
        BilledNanoseconds = (decimal)row.Fraction(first + 6),
        BilledInitNanoseconds = (decimal)row.Fraction(first + 7),
    };
}
