namespace Observe.Conformance.Checks;

/// <summary>What only gRPC has: services, frames, headers.</summary>
internal static class GrpcChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        if (options.Grpc is null)
        {
            yield break;
        }
        var signal = SuccessChecks.First(options);
        OtlpRequest Some() => OtlpRequest.Of(Transport.Grpc, signal, SomeTelemetry.Request(signal));
        var frame = ConformanceTarget.Frame(Some().Body, false);

        yield return Check.Spec("grpc.unknown-method-unimplemented", target => StatusAsync(
            target, Some() with { Path = $"/{signal.Service}/Nothing" }, GrpcCode.Unimplemented));
        yield return Check.Spec("grpc.unknown-service-unimplemented", target => StatusAsync(
            target, Some() with { Path = "/conformance.Nothing/Export" }, GrpcCode.Unimplemented));
        yield return Check.Spec("grpc.content-type-with-suffix", target => SuccessChecks.FullAsync(target, Some() with { ContentType = "application/grpc+proto" }));
        yield return Check.Spec("grpc.deadline-in-time", target => SuccessChecks.FullAsync(target, Some() with { Headers = [("grpc-timeout", "20S")] }));
        yield return Check.Spec("grpc.metadata-ignored", target => SuccessChecks.FullAsync(
            target, Some() with { Headers = [("x-anything", "1"), ("x-bytes-bin", "AAEC"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")] }));
        yield return Check.Spec("grpc.status-in-trailers-or-headers", async target =>
        {
            var reply = await target.SendAsync(Some());
            return Expect.That(reply, reply.HttpStatus == 200 && reply.GrpcStatus == 0, "HTTP 200 with grpc-status 0");
        });
        yield return Check.Spec("grpc.no-message-refused", target => FaultAsync(target, Some() with { Frames = [] }));
        yield return Check.Spec("grpc.message-breaks-off-refused", target => FaultAsync(target, Some() with { Frames = frame[..^4] }));
        yield return Check.Spec("grpc.header-breaks-off-refused", target => FaultAsync(target, Some() with { Frames = frame[..3] }));
        yield return Check.Spec("grpc.two-messages-refused", target => FaultAsync(target, Some() with { Frames = [.. frame, .. frame] }));
        yield return Check.Beyond("grpc.other-content-type-refused", async target =>
        {
            var reply = await target.SendAsync(Some() with { ContentType = "application/x-protobuf" });
            return Expect.That(
                reply with { GrpcStatus = null }, reply.HttpStatus is >= 400 and < 500 || reply.GrpcStatus is > 0, "415, or an error status");
        });
        yield return Check.Spec("grpc.server-goes-on", target => SuccessChecks.FullAsync(target, Some()));
    }

    private static async Task<string> StatusAsync(ConformanceTarget target, OtlpRequest request, int status)
    {
        var reply = await target.SendAsync(request);
        return Expect.That(reply, reply.GrpcStatus == status, GrpcCode.NameOf(status));
    }

    /// <summary>Any status but OK: gRPC leaves open which.</summary>
    private static async Task<string> FaultAsync(ConformanceTarget target, OtlpRequest request)
    {
        var reply = await target.SendAsync(request);
        return Expect.That(reply, reply.GrpcStatus is > 0 and not GrpcCode.Unavailable, "an error status that is not to be retried");
    }
}
