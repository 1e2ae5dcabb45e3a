using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Times that are missing, reversed or impossible: never a refused request, never an error of the server.</summary>
internal static class TimeChecks
{
    private const ulong Year2554 = 18_430_000_000_000_000_000;

    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        foreach (var transport in options.Transports)
        {
            var name = SuccessChecks.NameOf(transport);
            if (options.Signals.Contains(Signal.Logs))
            {
                foreach (var (kind, log) in Logs())
                {
                    yield return Check.Spec($"times.{name}.log-{kind}", async target => Expect.Taken(await SendAsync(target, transport, Signal.Logs, log)));
                }
            }
            if (options.Signals.Contains(Signal.Traces))
            {
                yield return Check.Beyond($"times.{name}.span-end-before-start-taken", async target => Expect.Taken(
                    await SendAsync(target, transport, Signal.Traces, SomeTelemetry.Span(end: SomeTelemetry.Now - 1_000_000_000))));
                foreach (var (kind, time) in new[] { ("zero", 0ul), ("2554", Year2554), ("uint64-max", ulong.MaxValue) })
                {
                    yield return Check.Beyond($"times.{name}.span-{kind}-costs-at-most-itself", async target =>
                    {
                        var reply = await SendAsync(target, transport, Signal.Traces, SomeTelemetry.Span(start: time, end: time), SomeTelemetry.Span());
                        return Expect.That(reply, Expect.Success(reply).Length > 0 && reply.Partial is null or { Rejected: <= 1 }, "the other span is taken");
                    });
                }
            }
        }
    }

    private static IEnumerable<(string Kind, OtlpMessage Log)> Logs()
    {
        yield return ("time-zero-uses-observed", SomeTelemetry.Log(time: 0));
        yield return ("time-and-observed-missing", new OtlpMessage().Message(5, "body", SomeTelemetry.Text("no time")));
    }

    private static Task<Reply> SendAsync(ConformanceTarget target, Transport transport, Signal signal, params OtlpMessage[] records) =>
        target.SendAsync(OtlpRequest.Of(transport, signal, SomeTelemetry.RequestOf(signal, records)));
}
