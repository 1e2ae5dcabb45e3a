using System.Globalization;
using Observe.Functions.Advice;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>What the advisor finds of a function, in words.</summary>
/// <param name="Detail">How much, and the fix.</param>
/// <param name="Icon">And the class of its colour.</param>
/// <param name="View">The view that shows more, as the address names it; empty for none.</param>
public sealed record FunctionAdvice(string Title, string Detail, string Icon, string IconClass, string View)
{
    public required Finding Finding { get; init; }

    /// <summary>Null for what nobody has dismissed.</summary>
    public Dismissal? Dismissal { get; init; }

    /// <summary>The first invocation of the version that it is about; null where that is none, or was there from the start of the range.</summary>
    public long? SinceUnixNanoseconds { get; init; }

    /// <summary>Which of the function's traces show it, in the search language; empty where a view does.</summary>
    public string Conditions { get; private init; } = "";

    public static IReadOnlyList<FunctionAdvice> Of(IReadOnlyList<AdvisedFinding> findings, FunctionDetail detail) =>
    [
        .. findings.Select(item => Of(item.Finding, detail) with
        {
            SinceUnixNanoseconds = DeployMarks.Since(detail, item.Finding.Subject),
            Dismissal = item.Dismissal,
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
                $"Version {finding.Subject} fails more often", $"{Measure.Percent(finding.Value)} of its invocations, {Measure.Percent(finding.Against)} of those of the version before. Go back, or look at what changed.", "error", "err", "errors"),
            FindingKind.Throttled => (
                $"{Measure.Percent(finding.Value)} were throttled", "Raise the reserved concurrency or the limit of the account, or smooth the load with a queue.", "warn", "wrn", "concurrency"),
            FindingKind.Recursion => (
                $"It calls itself {count} deep", "End the chain by a depth that the message carries, or write to another queue than it reads: a loop pays for itself until it is stopped.", "retry", "wrn", "async"),
            FindingKind.SecretsInTelemetry => (
                $"A secret in {count} of its spans", $"It stood in {finding.Attribute}, and was replaced before it was stored. Take it out where it is written: other places that get the same telemetry may keep it. Then change it.", "warn", "wrn", ""),
            FindingKind.RepeatedWork => (
                $"{Measure.Percent(finding.Value)} of the work was done again", "The same message or request came more than once. Make it idempotent: keep the ids that were worked on, and answer again from there.", "retry", "wrn", "async"),
            FindingKind.LayeredRetries => (
                $"One request became {count} attempts{At(" at ", finding)}", "Several layers try the same call again, and each multiplies what the one above it sends. Let one layer do it, with growing pauses and an end.", "retry", "wrn", ""),
            FindingKind.CallsInSequence => (
                $"It makes {count} calls{At(" to ", finding)} one after another", "Ask for all of it in one call, or make the calls side by side: each waits for the answer to the one before.", "clock", "wrn", ""),
            FindingKind.ContextMissing => (
                $"{Measure.Percent(finding.Value)} of the messages{At(" from ", finding)} lead to no sender", "Others send to this queue with a trace. Send the context in the attributes of each message, and take it up as a link.", "warn", "t2", "async"),
            FindingKind.RunsNearTimeout => (
                "It runs close to its timeout",
                $"One in a hundred takes {Measure.Duration((long)finding.Value)} of {Measure.Length((long)finding.Against)}. Raise the timeout, or bound what it waits for.", "clock", "tmo", ""),
            FindingKind.LongSynchronous => (
                $"Callers wait {Measure.Duration((long)finding.Value)} for half of the answers", "Take the long work out of the request: answer that it was accepted, and let a queue start the rest.", "clock", "wrn", ""),
            FindingKind.ColdStartsFelt => (
                $"{Measure.Percent(finding.Value)} of the calls waited for a cold start",
                $"Callers waited {Measure.Duration(detail.Total.InitWaited)} in all{OfInit(detail.Total)}. What if shows what would change that, and for how much.", "cold", "cld", "cold-starts"),
            FindingKind.CheaperOnContainer => (
                $"Containers would cost {Money.Of((decimal)finding.Against)} a month instead of {Money.Of((decimal)finding.Value)}",
                "The load is steady enough that as many as its peak needs are cheaper at list prices, and have no cold starts.", "cost", "t2", "cost"),
            FindingKind.MemoryFarFromUsed => (
                $"It uses at most {Measure.Memory((long)finding.Value)} of {Measure.Memory((long)finding.Against)}",
                "Try a smaller size and look at the duration: where processors come with memory, it has less of both.", "server", "t2", "invocations"),
            _ => (
                $"Version {finding.Subject} takes longer to start", SlowerStart(finding, detail), "cold", "cld", "cold-starts"),
        };
        return new FunctionAdvice(title, text, icon, iconClass, view) { Finding = finding, Conditions = ConditionsOf(finding) };
    }

    /// <summary>What is against the version before, and what going back to it is worth: it costs nothing.</summary>
    private static string SlowerStart(Finding finding, FunctionDetail detail)
    {
        var former = detail.Versions.Skip(1).FirstOrDefault()?.Version is { Length: > 0 } version ? $"version {version}" : "the version before";
        var took = $"{Measure.Duration((long)finding.Value)}, {former} took {Measure.Duration((long)finding.Against)}.";
        var starts = detail.Versions.FirstOrDefault(item => item.Version == finding.Subject)?.Figures.ColdStarts ?? 0;
        return $"{took} Going back would have spared callers about {Measure.Duration(starts * (long)(finding.Value - finding.Against))}, for nothing.";
    }

    private static string At(string word, Finding finding) => finding.Peer.Length > 0 ? word + finding.Peer : "";

    private static string ConditionsOf(Finding finding) => finding.Kind switch
    {
        FindingKind.RunsNearTimeout => LongerThan(finding.Against * FunctionAdvisor.NearTimeout),
        FindingKind.LongSynchronous => LongerThan(finding.Against),
        _ => "",
    };

    private static string LongerThan(double nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"duration > {nanoseconds / 1e6:0}ms");

    private static string OfInit(FunctionFigures total) =>
        total.Cost is { InitUsd: > 0 } cost ? $", and initialisation cost {Money.Of(cost.InitUsd)}" : "";
}
