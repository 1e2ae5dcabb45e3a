using Grpc.Core;
using Observe.Collector.Decode;

namespace Observe.Collector.Receive;

/// <summary>OTLP/gRPC for traces.</summary>
internal sealed class TraceGrpcReceiver(ExportReceiver receiver, CollectorOptions options) : TraceGrpcService
{
    public override Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context) =>
        GrpcExport.ReceiveAsync(receiver, OtlpSignal.Traces, request, options.RetryAfter);
}

/// <summary>OTLP/gRPC for logs.</summary>
internal sealed class LogGrpcReceiver(ExportReceiver receiver, CollectorOptions options) : LogGrpcService
{
    public override Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context) =>
        GrpcExport.ReceiveAsync(receiver, OtlpSignal.Logs, request, options.RetryAfter);
}

/// <summary>OTLP/gRPC for metrics.</summary>
internal sealed class MetricGrpcReceiver(ExportReceiver receiver, CollectorOptions options) : MetricGrpcService
{
    public override Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context) =>
        GrpcExport.ReceiveAsync(receiver, OtlpSignal.Metrics, request, options.RetryAfter);
}
