using Observe.Functions.Invocations;

namespace Observe.UI.Shaping;

/// <summary>What the classes and outcomes of invocations are called, and how they are marked.</summary>
public static class InvocationWords
{
    public static string Of(InitClass initClass) => initClass switch
    {
        InitClass.Warm => "warm",
        InitClass.ManagedInstance => "managed instance",
        InitClass.Suppressed => "suppressed",
        InitClass.SnapStart => "snapstart",
        InitClass.Provisioned => "provisioned",
        InitClass.Proactive => "proactive",
        InitClass.Cold => "cold",
        InitClass.Unused => "unused",
        InitClass.FirstOfInstance => "first of its instance",
        _ => "cold, kind unknown",
    };

    /// <summary>What a class means, for the hover.</summary>
    public static string Explain(InitClass initClass) => initClass switch
    {
        InitClass.Warm => "The instance had served before.",
        InitClass.ManagedInstance => "The instance serves many requests at once and scales on load.",
        InitClass.Suppressed => "Initialisation failed or ran over its limit and was repeated while the caller waited.",
        InitClass.SnapStart => "Restored from a snapshot while the caller waited.",
        InitClass.Provisioned => "Initialised ahead under provisioned concurrency: nobody waited.",
        InitClass.Proactive => "Initialised by the platform more than 10 s before: nobody waited.",
        InitClass.Cold => "Initialised while the caller waited.",
        InitClass.Unused => "Initialised and never used.",
        InitClass.FirstOfInstance => "The first known invocation of its instance. Nothing says that it was a cold start, and it is not counted as one.",
        _ => "The SDK says that it was a cold start; no platform record says of which kind. Counted as waited for.",
    };

    /// <summary>The kind of badge: cold when a caller waited, a line when nobody knows, else hidden cold; empty for a warm one.</summary>
    public static string BadgeOf(InitClass initClass) => initClass switch
    {
        InitClass.Warm or InitClass.ManagedInstance => "",
        InitClass.FirstOfInstance => "line",
        _ => initClass.IsSeenByUser() ? "cold" : "hcold",
    };

    public static string Of(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Running => "running",
        InvocationOutcome.Ok => "ok",
        InvocationOutcome.Error => "error",
        InvocationOutcome.Crash => "crash",
        InvocationOutcome.Timeout => "timeout",
        InvocationOutcome.OutOfMemory => "out of memory",
        InvocationOutcome.Throttled => "throttled",
        _ => "lost",
    };

    /// <summary>What an outcome means, for the hover.</summary>
    public static string Explain(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Running => "No end is known yet, and its deadline has not passed.",
        InvocationOutcome.Crash => "Its process ended under it.",
        InvocationOutcome.Timeout => "It ran into the limit of its platform.",
        InvocationOutcome.OutOfMemory => "The platform ended it because its memory was used up.",
        InvocationOutcome.Throttled => "The platform refused it: too many at once.",
        InvocationOutcome.Lost => "It started, its deadline passed, and no end ever arrived.",
        _ => "",
    };

    /// <summary>The kind of badge and its icon.</summary>
    public static (string Kind, string? Icon) MarkOf(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Ok => ("", null),
        InvocationOutcome.Running => ("line", "clock"),
        InvocationOutcome.Timeout => ("timeout", "clock"),
        InvocationOutcome.Lost or InvocationOutcome.Throttled => ("warn", "warn"),
        _ => ("error", "error"),
    };

    /// <summary>The colour of a mark in a chart, as a token.</summary>
    public static string ColorOf(InvocationOutcome outcome) => MarkOf(outcome).Kind switch
    {
        "timeout" => "var(--timeout-m)",
        "warn" => "var(--warn-m)",
        "error" => "var(--error-m)",
        _ => "var(--vol)",
    };

    /// <summary>What tells those of one colour apart.</summary>
    public static string ChartMarkOf(InvocationOutcome outcome) => outcome switch
    {
        InvocationOutcome.Crash or InvocationOutcome.Throttled => ChartMark.Hatched,
        InvocationOutcome.OutOfMemory => ChartMark.Dotted,
        _ => ChartMark.Solid,
    };
}
