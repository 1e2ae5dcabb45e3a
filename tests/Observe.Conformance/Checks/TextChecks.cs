using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Text that is not valid UTF-8, in each place that holds text: the record is kept and the sender warned. Its neighbours cost it nothing.</summary>
internal static class TextChecks
{
    private static readonly byte[] Broken = [(byte)'a', 0xff, 0xc3, (byte)'z'];

    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        foreach (var (transport, signal) in SuccessChecks.Each(options).Where(way => way.Transport != Transport.HttpJson))
        {
            foreach (var (place, record) in Records(signal))
            {
                yield return Check.Beyond($"text.{SuccessChecks.NameOf(transport, signal)}.invalid-utf8-in-{place}-kept", async target => Expect.Warned(
                    await target.SendAsync(OtlpRequest.Of(
                        transport, signal, SomeTelemetry.RequestOf(signal, SomeTelemetry.Record(signal), record, SomeTelemetry.Record(signal))))));
            }
        }
    }

    private static IEnumerable<(string Place, OtlpMessage Record)> Records(Signal signal)
    {
        yield return ("value", SomeTelemetry.Record(signal, SomeTelemetry.Pair("k", Text(1))));
        yield return ("key", SomeTelemetry.Record(signal, Text(1).Message(2, "value", SomeTelemetry.Text("v"))));
        yield return ("nested-value", SomeTelemetry.Record(signal, SomeTelemetry.Pair("k", new OtlpMessage().Message(
            5, "arrayValue", new OtlpMessage().Messages(1, "values", Text(1))))));
        if (signal == Signal.Logs)
        {
            yield return ("body", SomeTelemetry.Log(body: Text(1)));
        }
        else
        {
            // The last of a repeated field counts: it replaces the name that the record has.
            var name = new ProtobufWriter().Bytes(signal == Signal.Traces ? 5 : 1, Broken).ToArray();
            yield return ("name", SomeTelemetry.Record(signal).Raw(name, ""));
        }
    }

    /// <summary>A message with broken text in this field; it has no form in JSON.</summary>
    private static OtlpMessage Text(int number) => new OtlpMessage().Raw(new ProtobufWriter().Bytes(number, Broken).ToArray(), "");
}
