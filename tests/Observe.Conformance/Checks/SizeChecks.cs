using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>The limit of one request, before and after decompression.</summary>
internal static class SizeChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        var signal = SuccessChecks.First(options);
        foreach (var transport in options.Transports)
        {
            var name = $"size.{SuccessChecks.NameOf(transport)}";
            yield return Check.Spec($"{name}.at-the-limit-taken", target => SuccessChecks.FullAsync(
                target, Padded(transport, signal, options.MaxBytes).Compressed("gzip")));
            yield return Check.Spec($"{name}.over-the-limit-refused", target => TooLargeAsync(
                target, Padded(transport, signal, options.MaxBytes + 1) with { ExpectsContinue = transport != Transport.Grpc }));
            yield return Check.Spec($"{name}.over-the-limit-after-gzip-refused", target => TooLargeAsync(
                target, Padded(transport, signal, options.MaxBytes + 1).Compressed("gzip")));
            yield return Check.Spec($"{name}.bomb-refused", target => TooLargeAsync(
                target, new OtlpRequest(transport, signal, Compression.Zeros("gzip", 4L * options.MaxBytes)) { Encoding = "gzip" }));
        }
        if (options.Http is not null)
        {
            yield return Check.Spec("size.http-json.over-the-limit-chunked-refused", target => TooLargeAsync(
                target, Padded(Transport.HttpJson, signal, options.MaxBytes + 1) with { IsChunked = true, ExpectsContinue = true }));
        }
        yield return Check.Spec("size.answer-stays-small", async target =>
        {
            var spans = Enumerable.Range(0, 5_000).Select(i => SomeTelemetry.Span(traceId: new byte[16]));
            var reply = await target.SendAsync(OtlpRequest.Of(options.Transports.First(), Signal.Traces, SomeTelemetry.RequestOf(Signal.Traces, spans)));
            return Expect.That(reply, reply.BodyBytes < 4 * 1024 * 1024, "an answer under 4 MiB") + $", {reply.BodyBytes} bytes";
        });
    }

    private static async Task<string> TooLargeAsync(ConformanceTarget target, OtlpRequest request) =>
        Expect.Refused(await target.SendAsync(request), 413, GrpcCode.ResourceExhausted);

    /// <summary>A good request of exactly so many bytes: the rest is spaces in JSON, an unknown field in protobuf.</summary>
    private static OtlpRequest Padded(Transport transport, Signal signal, int bytes)
    {
        var request = OtlpRequest.Of(transport, signal, SomeTelemetry.Request(signal));
        var missing = bytes - request.Body.Length;
        byte[] padding;
        if (transport == Transport.HttpJson)
        {
            padding = new byte[missing];
            padding.AsSpan().Fill((byte)' ');
        }
        else
        {
            // The length's own size depends on the length: written in four bytes whatever it is.
            var content = missing - 6;
            padding = new byte[missing];
            new ProtobufWriter().Tag(1_000, 2).ToArray().CopyTo(padding, 0);
            for (var i = 0; i < 4; i++)
            {
                padding[2 + i] = (byte)(((content >> (7 * i)) & 0x7f) | (i < 3 ? 0x80 : 0));
            }
        }
        return request with { Body = [.. request.Body, .. padding] };
    }
}
