using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>The shop in the night that payments version 42 goes wrong: enough to fill every corner of a page.</summary>
public static class Night
{
    public static IReadOnlyList<FunctionSummary> Functions(DateTimeOffset now) =>
    [
        Make(now, "payments", "aws", "eu-central-1", "42", 31_400, 0.041, 0.037, 352, 3_120, timeouts: 52, lost: 37, peak: 120, sick: true),
        Make(now, "checkout", "aws", "eu-central-1", "118", 30_900, 0.0192, 0.011, 288, 3_480, lost: 2, peak: 171, sick: true),
        Make(now, "email-worker", "aws", "eu-central-1", "57", 28_800, 0.004, 0.022, 161, 412, lost: 2, peak: 64),
        Make(now, "inventory", "azure", "westeurope", "", 62_000, 0.0008, 0.004, 31, 96, peak: 22),
        Make(now, "pricing", "gcp", "europe-west3", "00031", 91_200, 0.0002, 0.003, 12, 38, peak: 9),
        Make(now, "cart", "aws", "eu-central-1", "203", 118_400, 0.0003, 0.002, 18, 54, peak: 96),
        Make(now, "image-resize", "aws", "eu-central-1", "12", 9_600, 0.001, 0.069, 610, 1_840, peak: 38),
        Make(now, "nightly-report", "gcp", "europe-west3", "00007", 1, 0, 1, 252_000, 252_000, peak: 1),
        Make(now, "a-function-with-a-name-so-long-that-no-column-can-ever-hold-it-and-then-some", "azure", "westeurope", "2026-11-22.1", 640, 0, 0, 41, 118, peak: 3),
    ];

    public static IngestResult Ingest(DateTimeOffset now) => Some.Ingest with
    {
        LastEventUnixNanoseconds = UnixTime.Nanoseconds(now) - 800_000_000,
        Series = [.. Enumerable.Range(0, 60).Select(i => new IngestBucket(
            UnixTime.Nanoseconds(now.AddMinutes(i - 60)), 45_000 + (2_400 * (i * 7 % 5)) + (i > 44 ? 70_000 : 0)))],
    };

    private static FunctionSummary Make(
        DateTimeOffset now, string name, string provider, string region, string version, long calls, double errors, double cold,
        int p50, int p95, int timeouts = 0, int lost = 0, int peak = 1, bool sick = false)
    {
        var random = new Random(name.Length + p95);
        return new FunctionSummary
        {
            Identity = new FunctionIdentity(provider, "123456789012", region, "", name),
            Version = version,
            Invocations = calls,
            Errors = (long)(calls * errors),
            ColdStarts = (long)(calls * cold),
            Timeouts = timeouts,
            Lost = lost,
            P50 = p50 * 1_000_000L,
            P95 = p95 * 1_000_000L,
            P99 = (long)(p95 * 2.6) * 1_000_000L,
            PeakConcurrency = peak,
            Cost = Some.Cost(provider, region, calls, p50),
            Series = [.. Enumerable.Range(0, 60).Select(Bucket)],
        };

        FunctionBucket Bucket(int i)
        {
            var bad = sick && i >= 30;
            var some = calls < 10 ? (i == 16 ? calls : 0) : (long)(calls / 60.0 * (i > 45 ? 1.6 : 0.8) * (0.9 + (0.2 * random.NextDouble())));
            return new FunctionBucket(
                UnixTime.Nanoseconds(now.AddMinutes(i - 60)),
                some,
                some == 0 ? 0 : bad && random.NextDouble() < 0.7 ? (long)(some * errors * 2) : 0,
                some > 0 && random.NextDouble() < cold * 6 ? (long)(some * cold) + 1 : 0,
                timeouts > 0 && bad && random.NextDouble() < 0.3 ? 2 : 0,
                some == 0 ? 0 : (long)((bad ? p95 : sick ? p95 / 8 : p95) * (0.85 + (0.3 * random.NextDouble())) * 1_000_000));
        }
    }
}
