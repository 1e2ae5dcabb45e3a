using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Observe.Collector.Decode;

namespace Observe.Collector.Receive;

/// <summary>OTLP/HTTP, and the records of the Lambda Telemetry API as an extension forwards them: turns requests into calls of <see cref="BodyReceiver"/>, and its results into answers.</summary>
internal sealed class HttpReceiver(BodyReceiver receiver, IngestCounters counters, CollectorOptions options)
{
    public Task InvokeAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/v1/traces" => PostAsync(context, OtlpSignal.Traces),
        "/v1/logs" => PostAsync(context, OtlpSignal.Logs),
        "/v1/metrics" => PostAsync(context, OtlpSignal.Metrics),
        "/v1/lambda/telemetry" => PostLambdaAsync(context),
        _ => HttpAnswer.ErrorAsync(
            context, StatusCodes.Status404NotFound, StatusCode.Unimplemented,
            "This collector takes /v1/traces, /v1/logs, /v1/metrics and /v1/lambda/telemetry."),
    };

    private Task PostLambdaAsync(HttpContext context)
    {
        LambdaSender sender;
        try
        {
            sender = LambdaSender.Of(context.Request);
        }
        catch (FormatException exception)
        {
            counters.RequestRefused("undecodable");
            return HttpAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, exception.Message);
        }
        return PostAsync(context, OtlpSignal.Logs, sender);
    }

    private async Task PostAsync(HttpContext context, OtlpSignal signal, LambdaSender? lambda = null)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await HttpAnswer.ErrorAsync(
                context, StatusCodes.Status405MethodNotAllowed, StatusCode.Unimplemented, "Only POST is answered here.");
            return;
        }
        if (HttpAnswer.EncodingOf(context.Request) is not { } encoding || (lambda is not null && encoding != OtlpEncoding.Json))
        {
            await UnsupportedAsync(context, lambda is null
                ? "The content type must be application/x-protobuf or application/json."
                : "The content type must be application/json.");
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
        var result = await receiver.ReceiveAsync(signal, encoding, stream, InFlightBudget.Reservation.Current!, lambda, context.RequestAborted);
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
