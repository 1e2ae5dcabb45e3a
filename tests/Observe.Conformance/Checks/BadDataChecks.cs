using System.Text;
using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Bodies that are no OTLP: 400 or INVALID_ARGUMENT, never a retry, never the server's own fault.</summary>
internal static class BadDataChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        foreach (var (transport, signal) in SuccessChecks.Each(options))
        {
            var name = $"{SuccessChecks.NameOf(transport, signal)}.bad-data";
            var message = SomeTelemetry.Request(signal, 3);
            var bodies = transport == Transport.HttpJson ? Json(message) : Protobuf(message);
            foreach (var (kind, body) in bodies)
            {
                yield return Check.Spec($"{name}.{kind}", async target => Expect.Refused(
                    await target.SendAsync(new OtlpRequest(transport, signal, body)), 400, GrpcCode.InvalidArgument));
            }
            yield return Check.Spec($"{name}.server-goes-on", target => SuccessChecks.FullAsync(
                target, OtlpRequest.Of(transport, signal, message)));
        }
    }

    private static IEnumerable<(string Kind, byte[] Body)> Protobuf(OtlpMessage message)
    {
        var whole = message.ToProtobuf();
        yield return ("text-instead", "this is no protobuf message"u8.ToArray());
        yield return ("breaks-off", whole[..^3]);
        yield return ("length-beyond-end", [0x0a, 0xff, 0xff, 0xff, 0x7f, 0x01]);
        yield return ("length-of-two-gigabytes", [0x0a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x01]);
        yield return ("field-number-zero", [0x00, 0x01]);
        yield return ("endless-varint", [.. Enumerable.Repeat((byte)0xff, 11)]);
        yield return ("stray-end-group", [0x0c, .. whole]);
    }

    private static IEnumerable<(string Kind, byte[] Body)> Json(OtlpMessage message)
    {
        var json = message.ToJson();
        yield return ("breaks-off", Encoding.UTF8.GetBytes(json[..^3]));
        yield return ("protobuf-instead", message.ToProtobuf());
        yield return ("list-instead-of-object", "[]"u8.ToArray());
        yield return ("trailing-garbage", Encoding.UTF8.GetBytes(json + "}"));
        yield return ("wrong-kind-of-field", Encoding.UTF8.GetBytes(json.Replace("\"attributes\":[", "\"attributes\":5,\"x\":[", StringComparison.Ordinal)));
    }
}
