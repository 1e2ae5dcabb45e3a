using Observe.Conformance.Checks;

namespace Observe.Conformance;

/// <summary>All checks, one after the other: the server is asked, not loaded.</summary>
public static class ConformanceSuite
{
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<Check> ChecksFor(ConformanceOptions options) =>
    [
        .. new[]
        {
            SuccessChecks.Of(options),
            CompressionChecks.Of(options),
            SizeChecks.Of(options),
            BadDataChecks.Of(options),
            PartialSuccessChecks.Of(options),
            HttpChecks.Of(options),
            GrpcChecks.Of(options),
            JsonChecks.Of(options),
            IdChecks.Of(options),
            TimeChecks.Of(options),
            ValueChecks.Of(options),
            TextChecks.Of(options),
            DepthChecks.Of(options),
            KeyChecks.Of(options),
            BrowserChecks.Of(options),
            MetricChecks.Of(options),
            OverloadChecks.Of(),
        }.SelectMany(checks => checks)
            .Where(check => check.IsSpec || !options.SpecOnly)
            .Where(check => check.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)),
    ];

    public static async Task<IReadOnlyList<CheckOutcome>> RunAsync(
        ConformanceTarget target, Action<CheckOutcome> report, CancellationToken cancellationToken)
    {
        var outcomes = new List<CheckOutcome>();
        foreach (var check in ChecksFor(target.Options))
        {
            var outcome = await RunAsync(check, target, cancellationToken);
            outcomes.Add(outcome);
            report(outcome);
        }
        return outcomes;
    }

    public static string Summary(IReadOnlyList<CheckOutcome> outcomes)
    {
        int Count(Verdict verdict) => outcomes.Count(outcome => outcome.Verdict == verdict);
        return $"{outcomes.Count} checks: {Count(Verdict.Ok)} ok, {Count(Verdict.Fail)} failed, {Count(Verdict.Skip)} skipped";
    }

    private static async Task<CheckOutcome> RunAsync(Check check, ConformanceTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return new CheckOutcome(check, Verdict.Ok, await check.Run(target).WaitAsync(CheckLimit, cancellationToken));
        }
        catch (CheckSkippedException skipped)
        {
            return new CheckOutcome(check, Verdict.Skip, skipped.Message);
        }
        catch (CheckFailedException failed)
        {
            return new CheckOutcome(check, Verdict.Fail, failed.Message);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or TimeoutException or FormatException)
        {
            // No answer, or one that is not what it says it is.
            return new CheckOutcome(check, Verdict.Fail, $"{broken.GetType().Name}: {broken.Message}");
        }
    }
}
