using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;

namespace Observe.Functions.Lambda;

/// <summary>How an invocation ended, by what the platform says of it.</summary>
public static class LambdaDeath
{
    // Written by runtimes on their way down, or by the platform when it found the process gone.
    private static readonly string[] MemoryLines =
    [
        "fatal error: runtime: out of memory", "java.lang.OutOfMemoryError", "JavaScript heap out of memory",
        "Runtime exited with error: signal: killed", "MemoryError", "failed to allocate memory (NoMemoryError)", "OutOfMemoryException",
    ];

    private const string TimeoutLine = "Task timed out after";

    /// <summary>
    /// A status of its own for a timeout; out of memory by the type of the error, or by a failure after all memory was used; a process that ended
    /// under its invocation is a crash; anything else that failed is an error of the function. What has no status is taken to have gone well:
    /// another report of the invocation may know better.
    /// </summary>
    public static InvocationOutcome Outcome(LambdaRecord record)
    {
        if (record.Status is "timeout" || OutcomeReader.IsTimeout(record.ErrorType, []))
        {
            return InvocationOutcome.Timeout;
        }
        if (record.Status is not ("failure" or "error"))
        {
            return InvocationOutcome.Ok;
        }
        var usedAll = record.MemorySizeBytes > 0 && record.MemoryUsedBytes >= record.MemorySizeBytes;
        if (usedAll || OutcomeReader.IsMemory(record.ErrorType, []))
        {
            return InvocationOutcome.OutOfMemory;
        }
        return IsCrash(record) ? InvocationOutcome.Crash : InvocationOutcome.Error;
    }

    /// <summary>What a line of the function's log says of the end of its invocation; null for an ordinary line.</summary>
    public static InvocationOutcome? OutcomeOfLine(string line)
    {
        if (Array.Exists(MemoryLines, text => line.Contains(text, StringComparison.Ordinal)))
        {
            return InvocationOutcome.OutOfMemory;
        }
        return line.Contains(TimeoutLine, StringComparison.Ordinal) ? InvocationOutcome.Timeout : null;
    }

    // "failure" is the word for a function that answered with an error, "error" for one that did not answer.
    private static bool IsCrash(LambdaRecord record) =>
        record.ErrorType is "Runtime.ExitError" or "Runtime.Crash" or "Extension.Crash" or "Runtime.ExitCode" or "Runtime.Killed"
        || (record.Status == "error" && record.ErrorType.Length == 0);
}
