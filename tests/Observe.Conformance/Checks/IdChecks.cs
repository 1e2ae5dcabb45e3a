using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Ids: all zero or of the wrong length is invalid; spans are refused for it, logs are kept without the link.</summary>
internal static class IdChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        foreach (var transport in options.Transports)
        {
            var name = SuccessChecks.NameOf(transport);
            if (options.Signals.Contains(Signal.Traces))
            {
                foreach (var (kind, span) in BadSpans())
                {
                    yield return Check.Beyond($"ids.{name}.span-{kind}-refused", async target => Expect.Rejected(
                        await target.SendAsync(OtlpRequest.Of(transport, Signal.Traces, SomeTelemetry.RequestOf(Signal.Traces, span, SomeTelemetry.Span()))), 1));
                }
                yield return Check.Spec($"ids.{name}.flags-reserved-bits-ignored", target => SuccessChecks.FullAsync(
                    target, OtlpRequest.Of(transport, Signal.Traces, SomeTelemetry.RequestOf(Signal.Traces, SomeTelemetry.Span().Fixed32(16, "flags", 0xffff_ffff)))));
            }
            if (options.Signals.Contains(Signal.Logs))
            {
                foreach (var (kind, log) in Logs())
                {
                    yield return Check.Spec($"ids.{name}.log-{kind}-kept", async target => Expect.Taken(
                        await target.SendAsync(OtlpRequest.Of(transport, Signal.Logs, SomeTelemetry.RequestOf(Signal.Logs, log)))));
                }
            }
        }
    }

    private static IEnumerable<(string Kind, OtlpMessage Span)> BadSpans()
    {
        yield return ("trace-id-zero", SomeTelemetry.Span(traceId: new byte[16]));
        yield return ("trace-id-missing", SomeTelemetry.Span(traceId: []));
        yield return ("trace-id-short", SomeTelemetry.Span(traceId: SomeTelemetry.Bytes(8)));
        yield return ("trace-id-long", SomeTelemetry.Span(traceId: SomeTelemetry.Bytes(17)));
        yield return ("span-id-zero", SomeTelemetry.Span(spanId: new byte[8]));
        yield return ("span-id-short", SomeTelemetry.Span(spanId: SomeTelemetry.Bytes(7)));
        yield return ("span-id-long", SomeTelemetry.Span(spanId: SomeTelemetry.Bytes(16)));
    }

    private static IEnumerable<(string Kind, OtlpMessage Log)> Logs()
    {
        yield return ("with-ids", SomeTelemetry.Log(SomeTelemetry.Bytes(16), SomeTelemetry.Bytes(8)));
        yield return ("ids-zero", SomeTelemetry.Log(new byte[16], new byte[8]));
        yield return ("trace-id-short", SomeTelemetry.Log(SomeTelemetry.Bytes(3), SomeTelemetry.Bytes(8)));
        yield return ("span-id-long", SomeTelemetry.Log(SomeTelemetry.Bytes(16), SomeTelemetry.Bytes(9)));
    }
}
