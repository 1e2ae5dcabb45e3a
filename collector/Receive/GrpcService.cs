using Grpc.Core;
using Observe.Collector.Decode;

namespace Observe.Collector.Receive;

/// <summary>
/// What protoc would generate for the trace service, but with the message's bytes instead of the message. The framework
/// finds the method as an override of the class that carries the attribute.
/// </summary>
[BindServiceMethod(typeof(TraceGrpcService), nameof(Bind))]
internal abstract class TraceGrpcService
{
    public abstract Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context);

    public static void Bind(ServiceBinderBase binder, TraceGrpcService? service) => binder.AddMethod(
        GrpcExport.Method("opentelemetry.proto.collector.trace.v1.TraceService"), service is null ? null : service.Export);
}

/// <summary>The same for the logs service.</summary>
[BindServiceMethod(typeof(LogGrpcService), nameof(Bind))]
internal abstract class LogGrpcService
{
    public abstract Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context);

    public static void Bind(ServiceBinderBase binder, LogGrpcService? service) => binder.AddMethod(
        GrpcExport.Method("opentelemetry.proto.collector.logs.v1.LogsService"), service is null ? null : service.Export);
}

/// <summary>The same for the metrics service.</summary>
[BindServiceMethod(typeof(MetricGrpcService), nameof(Bind))]
internal abstract class MetricGrpcService
{
    public abstract Task<GrpcPayload> Export(GrpcPayload request, ServerCallContext context);

    public static void Bind(ServiceBinderBase binder, MetricGrpcService? service) => binder.AddMethod(
        GrpcExport.Method("opentelemetry.proto.collector.metrics.v1.MetricsService"), service is null ? null : service.Export);
}

/// <summary>The one method that every OTLP service has.</summary>
internal static class GrpcExport
{
    public static Method<GrpcPayload, GrpcPayload> Method(string service) =>
        new(MethodType.Unary, service, "Export", GrpcPayload.Marshaller, GrpcPayload.Marshaller);

    public static async Task<GrpcPayload> ReceiveAsync(
        ExportReceiver receiver, OtlpSignal signal, GrpcPayload request, TimeSpan retryAfter)
    {
        InFlightBudget.Reservation.Current!.IsReceived = true;
        using (request)
        {
            return GrpcAnswer.Of(signal, await receiver.ReceiveAsync(signal, OtlpEncoding.Protobuf, request.Bytes), retryAfter);
        }
    }
}
