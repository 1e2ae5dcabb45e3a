using Grpc.Core;
using Observe.Collector.Decode;

namespace Observe.Collector.Receive;

/// <summary>OTLP/gRPC for traces.</summary>
internal sealed class TraceGrpcReceiver(ExportReceiver receiver, CollectorOptions options) : TraceGrpcService
{
    public override async Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context) => GrpcAnswer.Of(
        OtlpSignal.Traces,
        await receiver.ReceiveAsync(OtlpSignal.Traces, OtlpEncoding.Protobuf, request.Bytes),
        options.RetryAfter);
}

/// <summary>OTLP/gRPC for logs.</summary>
internal sealed class LogGrpcReceiver(ExportReceiver receiver, CollectorOptions options) : LogGrpcService
{
    public override async Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context) => GrpcAnswer.Of(
        OtlpSignal.Logs,
        await receiver.ReceiveAsync(OtlpSignal.Logs, OtlpEncoding.Protobuf, request.Bytes),
        options.RetryAfter);
}
