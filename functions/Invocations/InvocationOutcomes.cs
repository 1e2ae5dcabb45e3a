namespace Observe.Functions.Invocations;

/// <summary>What the outcomes mean.</summary>
public static class InvocationOutcomes
{
    /// <summary>Those that are failures.</summary>
    public static IReadOnlyList<InvocationOutcome> Failed { get; } =
        [InvocationOutcome.Error, InvocationOutcome.Crash, InvocationOutcome.Timeout, InvocationOutcome.OutOfMemory, InvocationOutcome.Lost];

    public static bool IsFailure(this InvocationOutcome outcome) => Failed.Contains(outcome);
}
