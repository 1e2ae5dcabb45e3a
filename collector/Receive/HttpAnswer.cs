using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Export;
using RpcStatus = Observe.Collector.Proto.Rpc.Status;

namespace Observe.Collector.Receive;

/// <summary>Writes OTLP/HTTP answers in the encoding of their request; errors are <c>google.rpc.Status</c> messages.</summary>
internal static class HttpAnswer
{
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    // The answers hold no ids and no enums, where OTLP/JSON and protobuf's own JSON differ.
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    /// <summary>The encoding that the request names, or null for another one.</summary>
    public static OtlpEncoding? EncodingOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }
        if (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase))
        {
            return OtlpEncoding.Json;
        }
        return type.MediaType.Equals(Protobuf, StringComparison.OrdinalIgnoreCase) ? OtlpEncoding.Protobuf : null;
    }

    public static Task SuccessAsync(HttpContext context, OtlpSignal signal, ExportResult result) =>
        WriteAsync(context, StatusCodes.Status200OK, Success(signal, result));

    public static Task ErrorAsync(HttpContext context, int status, StatusCode code, string message) =>
        WriteAsync(context, status, new RpcStatus { Code = (int)code, Message = message });

    public static Task FullAsync(HttpContext context, string message, TimeSpan retryAfter)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return ErrorAsync(context, StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable, message);
    }

    public static IMessage Success(OtlpSignal signal, ExportResult result)
    {
        // Unset after plain success, as the specification wants it.
        var isPartial = result.Rejected > 0 || result.Message.Length > 0;
        return signal switch
        {
            OtlpSignal.Traces => new ExportTraceServiceResponse
            {
                PartialSuccess = isPartial
                    ? new ExportTracePartialSuccess { RejectedSpans = result.Rejected, ErrorMessage = result.Message }
                    : null,
            },
            OtlpSignal.Logs => new ExportLogsServiceResponse
            {
                PartialSuccess = isPartial
                    ? new ExportLogsPartialSuccess { RejectedLogRecords = result.Rejected, ErrorMessage = result.Message }
                    : null,
            },
            _ => new ExportMetricsServiceResponse
            {
                PartialSuccess = isPartial
                    ? new ExportMetricsPartialSuccess { RejectedDataPoints = result.Rejected, ErrorMessage = result.Message }
                    : null,
            },
        };
    }

    private static async Task WriteAsync(HttpContext context, int status, IMessage message)
    {
        context.Response.StatusCode = status;
        var isJson = EncodingOf(context.Request) == OtlpEncoding.Json;
        context.Response.ContentType = isJson ? Json : Protobuf;
        var body = isJson ? System.Text.Encoding.UTF8.GetBytes(Formatter.Format(message)) : message.ToByteArray();
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
