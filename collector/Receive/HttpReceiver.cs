using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Observe.Collector.Decode;

namespace Observe.Collector.Receive;

/// <summary>OTLP/HTTP: turns requests into calls of <see cref="BodyReceiver"/>, and its results into answers.</summary>
internal sealed class HttpReceiver(BodyReceiver receiver, IngestCounters counters, CollectorOptions options)
{
    public Task InvokeAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/v1/traces" => PostAsync(context, OtlpSignal.Traces),
        "/v1/logs" => PostAsync(context, OtlpSignal.Logs),
        "/v1/metrics" => PostAsync(context, OtlpSignal.Metrics),
        _ => HttpAnswer.ErrorAsync(
            context, StatusCodes.Status404NotFound, StatusCode.Unimplemented, "This collector takes /v1/traces, /v1/logs and /v1/metrics."),
    };

    private async Task PostAsync(HttpContext context, OtlpSignal signal)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await HttpAnswer.ErrorAsync(
                context, StatusCodes.Status405MethodNotAllowed, StatusCode.Unimplemented, "Only POST is answered here.");
            return;
        }
        if (HttpAnswer.EncodingOf(context.Request) is not { } encoding)
        {
            await UnsupportedAsync(context, "The content type must be application/x-protobuf or application/json.");
            return;
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.MaxRequestBytes;
        }
        await using var stream = RequestDecompression.TryOpen(context.Request.Headers.ContentEncoding.ToString(), context.Request.Body);
        if (stream is null)
        {
            await UnsupportedAsync(context, "The content encoding must be one of gzip, zstd, deflate, or none.");
            return;
        }
        var result = await receiver.ReceiveAsync(signal, encoding, stream, InFlightBudget.Reservation.Current!, context.RequestAborted);
        await AnswerAsync(context, signal, result);
    }

    private Task AnswerAsync(HttpContext context, OtlpSignal signal, ExportResult result) => result.Outcome switch
    {
        ExportOutcome.Accepted => HttpAnswer.SuccessAsync(context, signal, result),
        ExportOutcome.Undecodable => HttpAnswer.ErrorAsync(
            context, StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, result.Message),
        ExportOutcome.TooLarge => HttpAnswer.ErrorAsync(
            context, StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted, result.Message),
        _ => HttpAnswer.FullAsync(context, result.Message, options.RetryAfter),
    };

    private Task UnsupportedAsync(HttpContext context, string message)
    {
        counters.RequestRefused("unsupported");
        return HttpAnswer.ErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, StatusCode.InvalidArgument, message);
    }
}
