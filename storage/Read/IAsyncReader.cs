using Observe.Functions.Async;
using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>Reads how a function fares behind queues: waits, attempts, redeliveries, recursion.</summary>
public interface IAsyncReader
{
    Task<AsyncResult> GetAsync(AsyncQuery query, CancellationToken cancellationToken);

    /// <summary>The messages alone.</summary>
    Task<AsyncMessages> MessagesAsync(AsyncQuery query, CancellationToken cancellationToken);
}

/// <param name="Most">The newest so many invocations are looked at.</param>
public sealed record AsyncQuery(FunctionId Function, TimeRange Range, int Most = 5_000);

/// <param name="Messages">As in <see cref="AsyncResult"/>.</param>
/// <param name="IsNewestOnly">The range has more invocations than were looked at: these are of the newest.</param>
public sealed record AsyncMessages(IReadOnlyList<QueuedMessage> Messages, bool IsNewestOnly);

public sealed record AsyncResult
{
    /// <summary>Messages that the invocations worked on, by their span's links, parent or attributes; newest first.</summary>
    public required IReadOnlyList<QueuedMessage> Messages { get; init; }

    public required QueueLag Lag { get; init; }
    public required IReadOnlyList<Redelivery> Redeliveries { get; init; }

    /// <summary>Invocations that the platform began more than once, the most repeated first.</summary>
    public required IReadOnlyList<RepeatedInvocation> Attempts { get; init; }

    /// <summary>Traces in which the function comes behind itself, the deepest first.</summary>
    public required IReadOnlyList<Recursion> Recursions { get; init; }

    /// <summary>The range has more invocations than were looked at: these are the newest.</summary>
    public required bool IsNewestOnly { get; init; }
}

/// <param name="Attempts">How often it was begun.</param>
/// <param name="Failed">Attempts that failed.</param>
/// <param name="FirstUnixNanoseconds">The start of the first attempt; the last one ended well unless all failed.</param>
/// <param name="TraceId">Of the last attempt; empty when no span of it arrived.</param>
public sealed record RepeatedInvocation(string InvocationId, int Attempts, int Failed, long FirstUnixNanoseconds, TraceId TraceId);

/// <param name="Depth">The most invocations of the function on one path of the trace.</param>
public sealed record Recursion(TraceId TraceId, int Depth);
