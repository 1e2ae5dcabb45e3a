using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>How a function fares behind queues. <c>newestOnly</c>: the range has more invocations than were looked at.</summary>
public sealed record AsyncBody(
    LagBody Lag, IReadOnlyList<AttemptsBody> Attempts, IReadOnlyList<RedeliveryBody> Redeliveries, IReadOnlyList<RecursionBody> Recursions, bool NewestOnly)
{
    public static AsyncBody Of(AsyncResult result) => new(
        new LagBody(
            result.Lag.Known, result.Lag.Unknown, result.Lag.Negative, result.Lag.P50, result.Lag.P95, result.Lag.P99, result.Lag.Max),
        [
            .. result.Attempts.Select(item => new AttemptsBody(
                item.InvocationId, item.Attempts, item.Failed, UnixTime.ToRfc3339(item.FirstUnixNanoseconds), item.TraceId.IsEmpty ? null : item.TraceId.ToString())),
        ],
        [.. result.Redeliveries.Select(item => new RedeliveryBody(item.MessageId, item.Destination, item.Times, item.TraceIds))],
        [.. result.Recursions.Select(item => new RecursionBody(item.TraceId.ToString(), item.Depth))],
        result.IsNewestOnly);
}

/// <summary>
/// Nanoseconds that messages waited in their queue, of those whose wait is <c>known</c>; <c>negative</c> are those of them whose clocks contradict
/// each other, counted as no wait.
/// </summary>
public sealed record LagBody(int Known, int Unknown, int Negative, long P50, long P95, long P99, long Max);

/// <summary>One invocation that was begun several times; the trace is that of the last attempt.</summary>
public sealed record AttemptsBody(string InvocationId, int Attempts, int Failed, string First, string? TraceId);

public sealed record RedeliveryBody(string MessageId, string Destination, int Times, IReadOnlyList<string> TraceIds);

/// <summary>A trace in which the function comes behind itself, and how often on one path.</summary>
public sealed record RecursionBody(string TraceId, int Depth);
