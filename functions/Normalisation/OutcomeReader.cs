using Observe.Functions.Invocations;

namespace Observe.Functions.Normalisation;

/// <summary>
/// Tells how an invocation ended. A function that fails because a call of its own timed out has failed; only the names
/// that platforms give to their own limits mean that the function ran out of time or memory.
/// </summary>
public static class OutcomeReader
{
    private static readonly HashSet<string> TimeoutTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Sandbox.Timedout", "Function.Timedout", "Runtime.Timeout", "FunctionTimeout", "FunctionTimeoutException",
        "FunctionTimeoutAbortException", "Microsoft.Azure.WebJobs.Host.FunctionTimeoutException",
        "Microsoft.Azure.WebJobs.Host.FunctionTimeoutAbortException", "timeout",
    };

    private static readonly HashSet<string> MemoryTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "Runtime.OutOfMemory", "System.OutOfMemoryException", "OutOfMemoryException", "java.lang.OutOfMemoryError",
        "OutOfMemoryError", "MemoryError", "out_of_memory",
    };

    public static InvocationOutcome Read(bool isError, string? errorType, IReadOnlyList<string> exceptionTypes)
    {
        if (!isError)
        {
            return InvocationOutcome.Ok;
        }
        if (IsTimeout(errorType, exceptionTypes))
        {
            return InvocationOutcome.Timeout;
        }
        return IsMemory(errorType, exceptionTypes) ? InvocationOutcome.OutOfMemory : InvocationOutcome.Error;
    }

    internal static bool IsTimeout(string? errorType, IReadOnlyList<string> exceptionTypes) => Matches(TimeoutTypes, errorType, exceptionTypes);

    internal static bool IsMemory(string? errorType, IReadOnlyList<string> exceptionTypes) => Matches(MemoryTypes, errorType, exceptionTypes);

    private static bool Matches(HashSet<string> names, string? errorType, IReadOnlyList<string> exceptionTypes) =>
        (errorType is not null && names.Contains(errorType)) || exceptionTypes.Any(names.Contains);
}
