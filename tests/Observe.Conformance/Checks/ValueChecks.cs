using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Every shape of AnyValue, as an attribute of each signal and as the body of a log.</summary>
internal static class ValueChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        foreach (var transport in options.Transports)
        {
            foreach (var (kind, value) in Shapes())
            {
                foreach (var signal in options.Signals)
                {
                    yield return Check.Spec($"values.{SuccessChecks.NameOf(transport)}.{signal.Name}-attribute-{kind}", target => SuccessChecks.FullAsync(
                        target, OtlpRequest.Of(transport, signal, SomeTelemetry.RequestWith(signal, value))));
                }
                if (options.Signals.Contains(Signal.Logs))
                {
                    yield return Check.Spec($"values.{SuccessChecks.NameOf(transport)}.log-body-{kind}", target => SuccessChecks.FullAsync(
                        target, OtlpRequest.Of(transport, Signal.Logs, SomeTelemetry.RequestOf(Signal.Logs, SomeTelemetry.Log(body: value)))));
                }
            }
        }
        if (options.Grpc is not null)
        {
            foreach (var (kind, attribute) in ProfilesOnly())
            {
                yield return Check.Spec($"values.grpc.{kind}-not-fatal", async target => Expect.Taken(
                    await target.SendAsync(OtlpRequest.Of(Transport.Grpc, options.Signals[0], SomeTelemetry.RequestOf(options.Signals[0], SomeTelemetry.Record(options.Signals[0], attribute))))));
            }
        }
        foreach (var transport in options.Transports)
        {
            yield return Check.Spec($"values.{SuccessChecks.NameOf(transport)}.repeated-key-not-fatal", async target => Expect.Taken(
                await target.SendAsync(OtlpRequest.Of(transport, options.Signals[0], SomeTelemetry.RequestOf(
                    options.Signals[0],
                    SomeTelemetry.Record(options.Signals[0], SomeTelemetry.Pair("k", SomeTelemetry.Text("1")), SomeTelemetry.Pair("k", SomeTelemetry.Text("2"))))))));
        }
    }

    private static IEnumerable<(string Kind, OtlpMessage Value)> Shapes()
    {
        var integer = new OtlpMessage().Long(3, "intValue", long.MinValue);
        yield return ("text", SomeTelemetry.Text("a\0\u202e\U0001F600"));
        yield return ("text-empty", SomeTelemetry.Text(""));
        yield return ("boolean", new OtlpMessage().Bool(2, "boolValue", false));
        yield return ("integer", integer);
        yield return ("double", new OtlpMessage().Double(4, "doubleValue", double.NegativeInfinity));
        yield return ("bytes", new OtlpMessage().Bytes(7, "bytesValue", [0, 1, 255]));
        yield return ("empty", new OtlpMessage());
        yield return ("array-mixed", Array(SomeTelemetry.Text("x"), integer, new OtlpMessage(), Array()));
        yield return ("list", List(SomeTelemetry.Pair("k", Array(integer)), SomeTelemetry.Pair("", List())));
    }

    /// <summary>Of profiles' string tables, where no table is: to be treated as absent.</summary>
    private static IEnumerable<(string Kind, OtlpMessage Attribute)> ProfilesOnly()
    {
        yield return ("string-value-strindex", SomeTelemetry.Pair("k", new OtlpMessage().Small(8, "stringValueStrindex", 1)));
        yield return ("key-strindex", new OtlpMessage().Small(3, "keyStrindex", 1).Message(2, "value", SomeTelemetry.Text("v")));
    }

    private static OtlpMessage Array(params OtlpMessage[] values) =>
        new OtlpMessage().Message(5, "arrayValue", new OtlpMessage().Messages(1, "values", values));

    private static OtlpMessage List(params OtlpMessage[] pairs) =>
        new OtlpMessage().Message(6, "kvlistValue", new OtlpMessage().Messages(1, "values", pairs));
}
