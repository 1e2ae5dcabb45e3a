using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;
using Observe.Collector.Proto.Logs;
using Observe.Collector.Proto.Metrics;
using Observe.Collector.Proto.Trace;
using Observe.Collector.Tests.Fakes;
using RpcStatus = Observe.Collector.Proto.Rpc.Status;

namespace Observe.Collector.Tests.Receive;

/// <summary>The three ways in.</summary>
public enum Way
{
    Grpc,
    HttpProtobuf,
    HttpJson,
}

/// <summary>One answer in the words of all three.</summary>
/// <param name="Code">gRPC's code; of HTTP the one in the body's Status.</param>
/// <param name="HttpStatus">0 over gRPC.</param>
internal sealed record Answer(StatusCode Code, int HttpStatus, long Rejected, string Message, bool SaysRetry);

/// <summary>A client that sends the same request each way, so that one set of cases tests all three.</summary>
internal static class OtlpSender
{
    private const string TraceService = "opentelemetry.proto.collector.trace.v1.TraceService";
    private const string LogService = "opentelemetry.proto.collector.logs.v1.LogsService";
    private const string MetricService = "opentelemetry.proto.collector.metrics.v1.MetricsService";

    public static async Task<Answer> SendAsync(this RunningCollector collector, Way way, IMessage request, string? key = null)
    {
        if (way != Way.Grpc)
        {
            var body = way == Way.HttpJson ? System.Text.Encoding.UTF8.GetBytes(OtlpJsonText.Of(request)) : request.ToByteArray();
            return await collector.PostAsync(way, PathOf(request), body, key);
        }
        return await collector.CallAsync(ServiceOf(request), request.ToByteArray(), key);
    }

    public static Task<Answer> SendRawAsync(this RunningCollector collector, Way way, byte[] body) => way == Way.Grpc
        ? collector.CallAsync(TraceService, body, null)
        : collector.PostAsync(way, "/v1/traces", body, null);

    private static async Task<Answer> CallAsync(this RunningCollector collector, string service, byte[] body, string? key)
    {
        var bytes = Marshallers.Create(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, service, "Export", bytes, bytes);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(
            collector.Grpc, new() { MaxSendMessageSize = null });
        try
        {
            var headers = key is null ? [] : new Metadata { { "x-api-key", key } };
            var answer = await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(headers), body);
            var (rejected, message) = service switch
            {
                TraceService => Of(ExportTraceServiceResponse.Parser.ParseFrom(answer)),
                LogService => Of(ExportLogsServiceResponse.Parser.ParseFrom(answer)),
                _ => Of(ExportMetricsServiceResponse.Parser.ParseFrom(answer)),
            };
            return new Answer(StatusCode.OK, 0, rejected, message, false);
        }
        catch (RpcException exception)
        {
            var details = exception.Trailers.GetValueBytes("grpc-status-details-bin");
            var saysRetry = details is not null && RpcStatus.Parser.ParseFrom(details).Details.Any(any => any.TypeUrl.EndsWith("google.rpc.RetryInfo", StringComparison.Ordinal));
            return new Answer(exception.StatusCode, 0, 0, exception.Status.Detail, saysRetry);
        }
    }

    private static async Task<Answer> PostAsync(this RunningCollector collector, Way way, string path, byte[] body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(collector.Http, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(way == Way.HttpJson ? "application/json" : "application/x-protobuf");
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }
        using var response = await collector.Client.SendAsync(request);
        return await response.ReadAnswerAsync(path);
    }

    public static async Task<Answer> ReadAnswerAsync(this HttpResponseMessage response, string path)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        T Read<T>(MessageParser<T> parser)
            where T : IMessage<T>, new() => response.Content.Headers.ContentType?.MediaType == "application/json"
            ? JsonParser.Default.Parse<T>(System.Text.Encoding.UTF8.GetString(bytes))
            : parser.ParseFrom(bytes);
        if (!response.IsSuccessStatusCode)
        {
            var status = Read(RpcStatus.Parser);
            return new Answer((StatusCode)status.Code, (int)response.StatusCode, 0, status.Message, response.Headers.RetryAfter is not null);
        }
        var (rejected, message) = path switch
        {
            "/v1/traces" => Of(Read(ExportTraceServiceResponse.Parser)),
            "/v1/logs" => Of(Read(ExportLogsServiceResponse.Parser)),
            _ => Of(Read(ExportMetricsServiceResponse.Parser)),
        };
        return new Answer(StatusCode.OK, (int)response.StatusCode, rejected, message, false);
    }

    // -1 marks a partial_success that is not set, which plain success must be.
    private static (long Rejected, string Message) Of(ExportTraceServiceResponse response) =>
        (response.PartialSuccess?.RejectedSpans ?? -1, response.PartialSuccess?.ErrorMessage ?? "");

    private static (long Rejected, string Message) Of(ExportLogsServiceResponse response) =>
        (response.PartialSuccess?.RejectedLogRecords ?? -1, response.PartialSuccess?.ErrorMessage ?? "");

    private static (long Rejected, string Message) Of(ExportMetricsServiceResponse response) =>
        (response.PartialSuccess?.RejectedDataPoints ?? -1, response.PartialSuccess?.ErrorMessage ?? "");

    private static string PathOf(IMessage request) => request switch
    {
        ExportTraceServiceRequest => "/v1/traces",
        ExportLogsServiceRequest => "/v1/logs",
        _ => "/v1/metrics",
    };

    private static string ServiceOf(IMessage request) => request switch
    {
        ExportTraceServiceRequest => TraceService,
        ExportLogsServiceRequest => LogService,
        _ => MetricService,
    };
}
