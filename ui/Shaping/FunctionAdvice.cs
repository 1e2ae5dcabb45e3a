using Observe.Functions.Advice;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>What the advisor finds of a function, in words.</summary>
/// <param name="Icon">And the class of its colour.</param>
/// <param name="View">The view that shows more, as the address names it.</param>
public sealed record FunctionAdvice(string Title, string Detail, string Icon, string IconClass, string View)
{
    public required Finding Finding { get; init; }

    /// <summary>Null for what nobody has dismissed.</summary>
    public Dismissal? Dismissal { get; init; }

    /// <summary>The first invocation of the version that it is about; null where that is none, or was there from the start of the range.</summary>
    public long? SinceUnixNanoseconds { get; init; }

    public static IReadOnlyList<FunctionAdvice> Of(FunctionFacts facts, FunctionDetail detail, IReadOnlyList<Dismissal> dismissals) =>
    [
        .. FunctionAdvisor.Of(detail.Observed(facts)).Select(finding => Of(finding, detail) with
        {
            SinceUnixNanoseconds = DeployMarks.Since(detail, finding.Subject),
            Dismissal = dismissals.FirstOrDefault(dismissal => dismissal.Covers(finding)),
        }),
    ];

    private static FunctionAdvice Of(Finding finding, FunctionDetail detail)
    {
        var count = Measure.Count((long)finding.Value);
        var (title, text, icon, iconClass, view) = finding.Kind switch
        {
            FindingKind.OutOfMemory => (
                $"{count} ran out of memory", "Give it more memory, or find what keeps growing.", "error", "err", "errors"),
            FindingKind.Crashed => (
                $"{count} crashed", "Their process ended under them; the last log lines of each say more.", "error", "err", "errors"),
            FindingKind.TimedOut => (
                $"{count} timed out", "Raise the timeout, or take the long work out of the request.", "clock", "tmo", "errors"),
            FindingKind.Lost => (
                $"{count} ended without a word", "Their instance died, or their telemetry did. The traces before them may say why.", "warn", "wrn", "errors"),
            FindingKind.MoreErrorsSince => (
                $"Version {finding.Subject} fails more often", $"{Measure.Percent(finding.Value)} of its invocations, {Measure.Percent(finding.Against)} of those of the version before.", "error", "err", "errors"),
            FindingKind.Throttled => (
                $"{Measure.Percent(finding.Value)} were throttled", "Raise the reserved concurrency or the limit of the account, or smooth the load with a queue.", "warn", "wrn", "concurrency"),
            FindingKind.RunsNearTimeout => (
                "It runs close to its timeout", $"One in a hundred takes {Measure.Duration((long)finding.Value)} of {Measure.Length((long)finding.Against)}.", "clock", "tmo", ""),
            FindingKind.ColdStartsFelt => (
                $"{Measure.Percent(finding.Value)} of the calls waited for a cold start",
                $"Callers waited {Measure.Duration(detail.Total.InitWaited)} in all. What if shows what would change that, and for how much.", "cold", "cld", "cold-starts"),
            _ => (
                $"Version {finding.Subject} takes longer to start", SlowerStart(finding, detail), "cold", "cld", "cold-starts"),
        };
        return new FunctionAdvice(title, text, icon, iconClass, view) { Finding = finding };
    }

    /// <summary>What is against the version before, and what going back to it is worth: it costs nothing.</summary>
    private static string SlowerStart(Finding finding, FunctionDetail detail)
    {
        var (newest, former) = (detail.Versions[0], detail.Versions[1]);
        var took = $"{Measure.Duration((long)finding.Value)}, {(former.Version.Length > 0 ? $"version {former.Version}" : "the version before")} took {Measure.Duration((long)finding.Against)}.";
        var longer = newest.Figures.ColdStarts * (long)(finding.Value - finding.Against);
        return $"{took} Going back would have spared callers about {Measure.Duration(longer)}, for nothing.";
    }
}
