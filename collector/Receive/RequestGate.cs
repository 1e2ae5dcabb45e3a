using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Observe.Collector.Receive;

/// <summary>What every request passes before its body is read: the key, and the account of its bytes.</summary>
internal sealed class RequestGate(IngestKeys keys, InFlightBudget budget, IngestCounters counters)
{
    private const string GrpcStatus = "grpc-status";

    private static readonly Refusal NoKey = new(
        "no_key",
        StatusCodes.Status401Unauthorized,
        StatusCode.Unauthenticated,
        "An ingest key is needed: send it as the header x-api-key or as a bearer token.");

    private static readonly Refusal WrongScope = new(
        "wrong_scope", StatusCodes.Status403Forbidden, StatusCode.PermissionDenied, "This key is not for sending: it lacks the scope ingest.");

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var check = keys.Check(context.Request.Headers);
        if (check != KeyCheck.Allowed)
        {
            await RefuseAsync(context, check == KeyCheck.WrongScope ? WrongScope : NoKey);
            return;
        }
        using var reservation = budget.Begin();
        InFlightBudget.Reservation.Current = reservation;
        var isGrpc = IsGrpc(context.Request);
        if (isGrpc)
        {
            context.Features.Set<IRequestBodyPipeFeature>(new ArrivingBody(context.Request.BodyReader, reservation));
        }
        await next(context);
        if (isGrpc && !reservation.IsReceived && ReasonOf(GrpcStatusOf(context)) is { } reason)
        {
            counters.RequestRefused(reason);
        }
    }

    /// <summary>gRPC refuses in its own code what it cannot read: that is known by the answer only.</summary>
    private static string? ReasonOf(StatusCode? answered) => answered switch
    {
        StatusCode.ResourceExhausted => "too_large",
        StatusCode.Unavailable => "full",
        StatusCode.Unimplemented => "unsupported",
        StatusCode.InvalidArgument or StatusCode.Internal => "undecodable",
        _ => null,
    };

    private static StatusCode? GrpcStatusOf(HttpContext context)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var status = trailers?[GrpcStatus] is { Count: > 0 } trailer ? trailer : context.Response.Headers[GrpcStatus];
        return int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? (StatusCode)code : null;
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        counters.RequestRefused(refusal.Reason);
        if (!IsGrpc(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return HttpAnswer.ErrorAsync(context, refusal.HttpStatus, refusal.GrpcStatus, refusal.Message);
        }
        // gRPC answers over HTTP 200; without a body its status stands in the headers.
        context.Response.ContentType = "application/grpc";
        context.Response.Headers[GrpcStatus] = ((int)refusal.GrpcStatus).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(refusal.Message);
        return Task.CompletedTask;
    }

    private static bool IsGrpc(HttpRequest request) =>
        request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    private sealed record Refusal(string Reason, int HttpStatus, StatusCode GrpcStatus, string Message);
}
