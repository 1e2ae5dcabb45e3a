using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Observe.Collector.Receive;

/// <summary>What every request passes before its body is read: the key, and the account of its bytes.</summary>
internal sealed class RequestGate(IngestKeys keys, InFlightBudget budget, IngestCounters counters)
{
    private const string Message = "An ingest key is needed: send it as the header x-api-key or as a bearer token.";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!keys.Allows(context.Request.Headers))
        {
            counters.RequestRefused("no_key");
            await RefuseAsync(context);
            return;
        }
        using var reservation = budget.Begin();
        InFlightBudget.Reservation.Current = reservation;
        await next(context);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        if (!IsGrpc(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return HttpAnswer.ErrorAsync(context, StatusCodes.Status401Unauthorized, StatusCode.Unauthenticated, Message);
        }
        // gRPC answers over HTTP 200; without a body its status stands in the headers.
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)StatusCode.Unauthenticated).ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(Message);
        return Task.CompletedTask;
    }

    private static bool IsGrpc(HttpRequest request) =>
        request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
