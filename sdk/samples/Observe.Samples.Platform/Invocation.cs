namespace Observe.Samples.Platform;

/// <summary>One run of a function.</summary>
/// <param name="IsFirst">The first that the instance serves.</param>
/// <param name="Trace">The caller's trace context as X-Ray writes it; null when there is none.</param>
internal sealed record Invocation(FunctionInstance Instance, string RequestId, DateTimeOffset Begun, bool IsFirst, string? Trace)
{
    /// <param name="traceParent">The header <c>traceparent</c>, or null.</param>
    /// <param name="requestId">Null for a fresh one.</param>
    public static Invocation Begin(FunctionInstance instance, string? traceParent, TimeProvider time, string? requestId = null) =>
        new(instance, requestId ?? Guid.NewGuid().ToString(), time.GetUtcNow(), instance.BeginFirst(), XRay(traceParent));

    private static string? XRay(string? traceParent) =>
        traceParent?.Split('-') is [_, { Length: 32 } trace, { Length: 16 } parent, { Length: 2 } flags]
        ? $"Root=1-{trace[..8]}-{trace[8..]};Parent={parent};Sampled={(flags is "00" ? 0 : 1)}"
        : null;
}

/// <summary>How an invocation ended, as the platform sees it.</summary>
internal enum InvocationEnd
{
    /// <summary>The function answered, whatever it said.</summary>
    Answered,
    Timeout,
    OutOfMemory,

    /// <summary>The process ended under it.</summary>
    Exit,
}
