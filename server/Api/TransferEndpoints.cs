using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Observe.Collector;
using Observe.Collector.Receive;
using Observe.Server.Security;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>A trace out as OTLP/JSON, and back in.</summary>
public static class TransferEndpoints
{
    public static void MapTransferApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/traces/{traceId}/otlp", ExportAsync).WithName("ExportTrace").Produces<object>(StatusCodes.Status200OK, "application/json");
        api.MapPost("/import", ImportAsync).WithName("ImportTraces").Audited(AuditActions.Import).RequireAtLeast(AccountRole.Editor).Accepts<object>("application/json");
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExportAsync(
        string traceId, ITraceReader traces, CancellationToken cancellationToken)
    {
        if (!TraceId.TryParse(traceId, out var id) || id.IsEmpty)
        {
            return ApiProblem.BadTraceId("traceId");
        }
        if (await traces.GetAsync(id, cancellationToken) is not { } trace)
        {
            return ApiProblem.NoSuchTrace(id);
        }
        return trace.Truncated
            ? TypedResults.Problem("The trace has more spans than one answer takes (Observe:Storage:MaxTraceSpans).", statusCode: StatusCodes.Status422UnprocessableEntity)
            : TypedResults.Bytes(OtlpTraceJson.Write(trace), "application/json");
    }

    private static async Task<Results<Ok<ImportBody>, ProblemHttpResult>> ImportAsync(
        HttpContext context, IServiceProvider services, IOptions<CollectorOptions> options, CancellationToken cancellationToken)
    {
        if (services.GetService<CollectorHost>() is not { } collector)
        {
            return TypedResults.Problem("This process has no collector (--roles).", statusCode: StatusCodes.Status501NotImplemented);
        }
        // The collector's limit, not the smaller one of this port: what can be exported can be imported.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = options.Value.MaxRequestBytes;
        }
        var result = await collector.ImportAsync(context.Request.Body, cancellationToken);
        if (result.Outcome == ExportOutcome.Full)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(options.Value.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
        return result.Outcome switch
        {
            ExportOutcome.Accepted when result.Rejected == 0 || result.Rejected < result.Received =>
                TypedResults.Ok(new ImportBody(result.Received - result.Rejected, result.Rejected, result.Message)),
            ExportOutcome.Accepted => TypedResults.Problem(result.Message, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Nothing was imported."),
            ExportOutcome.TooLarge => TypedResults.Problem(result.Message, statusCode: StatusCodes.Status413PayloadTooLarge),
            ExportOutcome.Full => TypedResults.Problem(result.Message, statusCode: StatusCodes.Status503ServiceUnavailable),
            _ => TypedResults.Problem(result.Message, statusCode: StatusCodes.Status400BadRequest, title: "This is no OTLP/JSON."),
        };
    }
}

/// <summary>What became of an import.</summary>
/// <param name="Message">Why spans were refused; empty when none was.</param>
public sealed record ImportBody(long Imported, long Refused, string Message);
