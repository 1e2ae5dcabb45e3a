using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Small ready-made values.</summary>
public static class Some
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 3, 15, 0, TimeSpan.Zero);

    public static IngestResult NoIngest { get; } =
        new([], new Dictionary<string, long>(), JournalBytes: 0, LastEventUnixNanoseconds: 0, LiveCollectors: 1, []);

    public static IngestResult Ingest { get; } = new(
        [
            new("spans", 4_118_206, 4_117_391, 0, 0, new Dictionary<string, long> { ["no trace id"] = 803, ["too large"] = 12 }),
            new("logs", 902_118, 902_118, 0, 0, new Dictionary<string, long>()),
        ],
        new Dictionary<string, long>(),
        JournalBytes: 1_200_000,
        LastEventUnixNanoseconds: UnixTime.Nanoseconds(Now) - 800_000_000,
        LiveCollectors: 1,
        [.. Enumerable.Range(0, 60).Select(i => new IngestBucket(
            UnixTime.Nanoseconds(Now.AddMinutes(i - 60)), 60_000 + (1_000 * (i % 5)) + (i > 44 ? 70_000 : 0)))]);

    public static FunctionSummary Function(
        string name, long invocations = 1_000, long errors = 0, long cold = 0, long timeouts = 0, long p95Milliseconds = 100,
        string provider = "aws", string region = "eu-central-1", string version = "42") => new()
        {
            Identity = new FunctionIdentity(provider, "123456789012", region, "", name),
            Version = version,
            Invocations = invocations,
            Errors = errors,
            ColdStarts = cold,
            Timeouts = timeouts,
            P50 = p95Milliseconds * 300_000,
            P95 = p95Milliseconds * 1_000_000,
            P99 = p95Milliseconds * 2_000_000,
            PeakConcurrency = 7,
            Cost = Cost(provider, region, invocations, p95Milliseconds),
            Series = Series(invocations, errors, cold, timeouts, p95Milliseconds * 1_000_000),
        };

    /// <summary>Of functions with 512 MiB, by the built-in price book.</summary>
    public static UsageCost Cost(string provider, string region, long invocations, long milliseconds) => Costs.Marginal(new BilledUsage
    {
        Provider = provider,
        Region = region,
        MemoryBytes = 512 << 20,
        Invocations = invocations,
        BilledNanoseconds = invocations * milliseconds * 1_000_000m,
    });

    private static CostCalculator Costs { get; } = new(PriceBook.BuiltIn);

    /// <summary>The calls spread over 60 minutes; errors and timeouts in the last 20.</summary>
    public static IReadOnlyList<FunctionBucket> Series(long invocations, long errors, long cold, long timeouts, long p95) =>
        [.. Enumerable.Range(0, 60).Select(i => new FunctionBucket(
            UnixTime.Nanoseconds(Now.AddMinutes(i - 60)),
            Share(invocations, i, 0, 60),
            Share(errors, i, 40, 20),
            Share(cold, i, 10, 8),
            Share(timeouts, i, 45, 10),
            Share(invocations, i, 0, 60) == 0 ? 0 : p95))];

    private static long Share(long total, int index, int from, int count) =>
        index < from || index >= from + count ? 0 : (total / count) + (index - from < total % count ? 1 : 0);
}
