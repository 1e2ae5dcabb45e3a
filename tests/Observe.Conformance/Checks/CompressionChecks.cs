namespace Observe.Conformance.Checks;

/// <summary>Compressed requests, right and wrong.</summary>
internal static class CompressionChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        foreach (var (transport, signal) in SuccessChecks.Each(options))
        {
            yield return Check.Spec(
                $"{SuccessChecks.NameOf(transport, signal)}.gzip",
                target => SuccessChecks.FullAsync(target, Some(transport, signal).Compressed("gzip")));
        }
        foreach (var check in options.Transports.SelectMany(transport => Of(transport, SuccessChecks.First(options))))
        {
            yield return check;
        }
    }

    private static IEnumerable<Check> Of(Transport transport, Signal signal)
    {
        var name = $"compression.{SuccessChecks.NameOf(transport)}";
        var isGrpc = transport == Transport.Grpc;
        Task<string> Undecodable(ConformanceTarget target, OtlpRequest request) =>
            RefusedAsync(target, request, 400, GrpcCode.InvalidArgument, GrpcCode.Internal);

        yield return Check.Beyond($"{name}.zstd", target => SuccessChecks.FullAsync(target, Some(transport, signal).Compressed("zstd")));
        if (!isGrpc)
        {
            yield return Check.Beyond($"{name}.deflate", target => SuccessChecks.FullAsync(target, Some(transport, signal).Compressed("deflate")));
        }
        yield return Check.Spec($"{name}.identity", target => SuccessChecks.FullAsync(
            target, Some(transport, signal) with { Encoding = "identity", IsFlaggedCompressed = false }));
        yield return Check.Spec($"{name}.corrupt-gzip-refused", target => Undecodable(
            target, new OtlpRequest(transport, signal, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) { Encoding = "gzip" }));
        yield return Check.Spec($"{name}.flipped-gzip-refused", target => Undecodable(target, Flipped(Some(transport, signal).Compressed("gzip"))));
        yield return Check.Spec($"{name}.truncated-gzip-refused", target => Undecodable(target, Cut(Some(transport, signal).Compressed("gzip"))));
        yield return Check.Beyond($"{name}.unknown-encoding-refused", target => RefusedAsync(
            target, Some(transport, signal) with { Encoding = "snappy-from-the-future" }, 415, GrpcCode.Unimplemented));
        if (isGrpc)
        {
            yield return Check.Spec($"{name}.unknown-encoding-names-known-ones", async target =>
            {
                var reply = await target.SendAsync(Some(transport, signal) with { Encoding = "snappy-from-the-future" });
                var accepted = reply.Header("grpc-accept-encoding");
                return Expect.That(reply, accepted.Contains("gzip", StringComparison.Ordinal), "grpc-accept-encoding with gzip") + $", accepts {accepted}";
            });
            yield return Check.Spec($"{name}.gzip-named-but-not-used", target => SuccessChecks.FullAsync(
                target, Some(transport, signal) with { Encoding = "gzip", IsFlaggedCompressed = false }));
            yield return Check.Spec($"{name}.flagged-without-encoding-refused", async target =>
            {
                var reply = await target.SendAsync(Some(transport, signal) with { IsFlaggedCompressed = true });
                return Expect.That(reply, reply.GrpcStatus is GrpcCode.Internal or GrpcCode.InvalidArgument or GrpcCode.Unimplemented, "INTERNAL");
            });
        }
        else
        {
            yield return Check.Beyond($"{name}.stacked-encodings-refused", target => RefusedAsync(
                target, Some(transport, signal).Compressed("gzip").Compressed("gzip") with { Encoding = "gzip, gzip" }, 415));
            yield return Check.Beyond($"{name}.encoding-in-capitals", target => SuccessChecks.FullAsync(
                target, Some(transport, signal).Compressed("gzip") with { Encoding = "GZIP" }));
        }
    }

    private static OtlpRequest Some(Transport transport, Signal signal) => OtlpRequest.Of(transport, signal, SomeTelemetry.Request(signal, 10));

    private static OtlpRequest Flipped(OtlpRequest request)
    {
        request.Body[request.Body.Length / 2] ^= 0xff;
        return request;
    }

    private static OtlpRequest Cut(OtlpRequest request) => request with { Body = request.Body[..^9] };

    private static async Task<string> RefusedAsync(ConformanceTarget target, OtlpRequest request, int http, params int[] grpc) =>
        Expect.Refused(await target.SendAsync(request), http, grpc);
}
