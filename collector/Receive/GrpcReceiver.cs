using Grpc.Core;
using Observe.Collector.Decode;

namespace Observe.Collector.Receive;

/// <summary>OTLP/gRPC for traces.</summary>
[BindServiceMethod(typeof(TraceGrpcReceiver), nameof(Bind))]
internal sealed class TraceGrpcReceiver(ExportReceiver receiver, CollectorOptions options)
{
    private const string ServiceName = "opentelemetry.proto.collector.trace.v1.TraceService";

    public async Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context) => GrpcAnswer.Of(
        OtlpSignal.Traces,
        await receiver.ReceiveAsync(OtlpSignal.Traces, OtlpEncoding.Protobuf, request.Bytes),
        options.RetryAfter);

    public static void Bind(ServiceBinderBase binder, TraceGrpcReceiver? service) =>
        binder.AddMethod(GrpcExport.Method(ServiceName), service is null ? null : service.Export);
}

/// <summary>OTLP/gRPC for logs.</summary>
[BindServiceMethod(typeof(LogGrpcReceiver), nameof(Bind))]
internal sealed class LogGrpcReceiver(ExportReceiver receiver, CollectorOptions options)
{
    private const string ServiceName = "opentelemetry.proto.collector.logs.v1.LogsService";

    public async Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context) => GrpcAnswer.Of(
        OtlpSignal.Logs,
        await receiver.ReceiveAsync(OtlpSignal.Logs, OtlpEncoding.Protobuf, request.Bytes),
        options.RetryAfter);

    public static void Bind(ServiceBinderBase binder, LogGrpcReceiver? service) =>
        binder.AddMethod(GrpcExport.Method(ServiceName), service is null ? null : service.Export);
}

/// <summary>The one method that every OTLP service has.</summary>
internal static class GrpcExport
{
    public static Method<GrpcPayload, GrpcPayload> Method(string service) =>
        new(MethodType.Unary, service, "Export", GrpcPayload.Marshaller, GrpcPayload.Marshaller);
}
