using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Good requests, and what of nothing is still good.</summary>
internal static class SuccessChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        foreach (var (transport, signal) in Each(options))
        {
            var name = NameOf(transport, signal);
            Task<string> Full(ConformanceTarget target, OtlpMessage message) => FullAsync(target, OtlpRequest.Of(transport, signal, message));

            yield return Check.Spec($"{name}.full-success", target => Full(target, SomeTelemetry.Request(signal)));
            yield return Check.Spec($"{name}.many-records", target => Full(target, SomeTelemetry.Request(signal, 512)));
            yield return Check.Spec($"{name}.empty-request", target => Full(target, new OtlpMessage()));
            yield return Check.Spec($"{name}.empty-envelopes", target => Full(target, SomeTelemetry.RequestOf(signal)));
            if (transport == Transport.HttpJson)
            {
                // No bytes are a whole protobuf message; they are no JSON text.
                yield return Check.Beyond($"{name}.no-bytes-refused", target => NoBytesOfJsonAsync(target, signal, isChunked: false));
                yield return Check.Beyond($"{name}.no-bytes-chunked-refused", target => NoBytesOfJsonAsync(target, signal, isChunked: true));
            }
            else
            {
                yield return Check.Spec($"{name}.no-bytes", target => FullAsync(target, new OtlpRequest(transport, signal, [])));
            }
            yield return Check.Spec($"{name}.unknown-fields-ignored", target => Full(target, WithUnknownFields(SomeTelemetry.Request(signal))));
        }
    }

    public static string NameOf(Transport transport, Signal signal) => $"{signal.Name}.{NameOf(transport)}";

    public static string NameOf(Transport transport) =>
        transport == Transport.Grpc ? "grpc" : transport == Transport.HttpJson ? "http-json" : "http-protobuf";

    public static IEnumerable<(Transport Transport, Signal Signal)> Each(ConformanceOptions options) =>
        options.Transports.SelectMany(transport => options.Signals.Select(signal => (transport, signal)));

    /// <summary>The signal that checks use which are about the transport only.</summary>
    public static Signal First(ConformanceOptions options) => options.Signals[0];

    public static async Task<string> FullAsync(ConformanceTarget target, OtlpRequest request) => Expect.FullSuccess(await target.SendAsync(request));

    private static async Task<string> NoBytesOfJsonAsync(ConformanceTarget target, Signal signal, bool isChunked) => Expect.Refused(
        await target.SendAsync(new OtlpRequest(Transport.HttpJson, signal, []) { IsChunked = isChunked }), 400);

    /// <summary>A newer sender's fields: one of each wire type, and in JSON one of each kind.</summary>
    private static OtlpMessage WithUnknownFields(OtlpMessage message)
    {
        var unknown = new ProtobufWriter().Varint(1_000, 5).Fixed64(1_001, 6).Text(1_002, "new").Fixed32(1_003, 7).ToArray();
        return new OtlpMessage().Raw(message.ToProtobuf(), Inner(message))
            .Raw(unknown, "\"newText\":\"a\",\"newNumber\":1e300,\"newList\":[{\"a\":[null,true]}],\"newObject\":{\"b\":{}}");
    }

    private static string Inner(OtlpMessage message) => message.ToJson()[1..^1];
}
