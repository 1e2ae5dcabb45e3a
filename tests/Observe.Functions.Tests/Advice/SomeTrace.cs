using Observe.Functions.Advice;

namespace Observe.Functions.Tests.Advice;

/// <summary>Spans that the tests of calls start from. Times are milliseconds.</summary>
internal static class SomeTrace
{
    private const long Millisecond = 1_000_000;

    public static TracedSpan Invocation(string id, string parent, long start, long end, string service = "checkout", string trace = "t") =>
        Span(trace, id, parent, service, "handle", start, end) with { IsInvocation = true, IsAnswer = true };

    public static TracedSpan Call(string id, string parent, long start, long end, bool fails = false, string peer = "orders-db", string service = "checkout", string trace = "t") =>
        Span(trace, id, parent, service, "GET", start, end) with { IsCall = true, HasFailed = fails, Peer = peer };

    public static TracedSpan Inner(string id, string parent, long start, long end, string service = "checkout", string trace = "t") =>
        Span(trace, id, parent, service, "step", start, end);

    private static TracedSpan Span(string trace, string id, string parent, string service, string name, long start, long end) =>
        new(trace, id, parent, service, name) { Start = start * Millisecond, End = end * Millisecond };
}
