using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Some records refused for good, the rest taken: told by count and in English.</summary>
internal static class PartialSuccessChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        if (!options.Signals.Contains(Signal.Traces))
        {
            yield break;
        }
        foreach (var transport in options.Transports)
        {
            var name = $"partial-success.{SuccessChecks.NameOf(transport)}";
            yield return Check.Beyond($"{name}.bad-spans-cost-only-themselves", async target => Expect.Rejected(
                await SendAsync(target, transport, Good(), ZeroTraceId(), Good(), ZeroTraceId(), Good()), 2));
            yield return Check.Beyond($"{name}.all-refused-is-still-success", async target => Expect.Rejected(
                await SendAsync(target, transport, ZeroTraceId()), 1));
            yield return Check.Spec($"{name}.shape", async target =>
            {
                var reply = await SendAsync(target, transport, Good(), ZeroTraceId());
                // A server may take the span, or refuse the request; when it answers partially, then in this shape.
                return reply.Partial is null ? Whole(reply) : Expect.Rejected(reply, 1);
            });
            yield return Check.Beyond($"{name}.message-is-short", async target =>
            {
                var reply = await SendAsync(target, transport, [.. Enumerable.Range(0, 100).Select(_ => ZeroTraceId())]);
                return Expect.That(reply, reply.Partial is { Message.Length: > 0 and < 1_000 }, "one message for one reason, however many spans");
            });
        }
    }

    private static string Whole(Reply reply) => Expect.That(reply, reply.BodyProblem is null, "a readable answer");

    private static Task<Reply> SendAsync(ConformanceTarget target, Transport transport, params OtlpMessage[] spans) =>
        target.SendAsync(OtlpRequest.Of(transport, Signal.Traces, SomeTelemetry.RequestOf(Signal.Traces, spans)));

    private static OtlpMessage Good() => SomeTelemetry.Span();

    private static OtlpMessage ZeroTraceId() => SomeTelemetry.Span(traceId: new byte[16]);
}
