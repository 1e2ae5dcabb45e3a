using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.Server.Api;

/// <summary>/api/v1/traces/{id}/compare and /api/v1/traces/{id}/typical: two traces against each other, and the trace that is worth it.</summary>
public static class TraceComparisonEndpoints
{
    public static void MapTraceComparisonApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/traces/{traceId}/compare/{other}", CompareAsync).WithName("CompareTraces");
        api.MapGet("/traces/{traceId}/typical", TypicalAsync).WithName("TypicalTrace");
    }

    private static async Task<Results<Ok<TraceComparisonBody>, ProblemHttpResult>> CompareAsync(
        string traceId, string other, ITraceReader traces, CancellationToken cancellationToken)
    {
        if (!TraceId.TryParse(traceId, out var first) || first.IsEmpty)
        {
            return ApiProblem.BadTraceId("traceId");
        }
        if (!TraceId.TryParse(other, out var second) || second.IsEmpty)
        {
            return ApiProblem.BadTraceId("other");
        }
        var (ofA, ofB) = (traces.GetAsync(first, cancellationToken), traces.GetAsync(second, cancellationToken));
        await Task.WhenAll(ofA, ofB);
        return await ofA is not { } a ? ApiProblem.NoSuchTrace(first)
            : await ofB is not { } b ? ApiProblem.NoSuchTrace(second)
            : TypedResults.Ok(TraceComparisonBody.Of(a, b));
    }

    private static async Task<Results<Ok<TypicalTraceBody>, ProblemHttpResult>> TypicalAsync(
        string traceId,
        [FromQuery(Name = "cold"), Description("true: with a cold start; false: without one, of the function that started cold in this trace; default: either")] bool? cold,
        ITraceReader traces, ITypicalTraceReader typical, CancellationToken cancellationToken)
    {
        if (!TraceId.TryParse(traceId, out var id) || id.IsEmpty)
        {
            return ApiProblem.BadTraceId("traceId");
        }
        if (await traces.GetAsync(id, cancellationToken) is not { } trace || WaterfallBuilder.Build(trace.Spans) is not { } waterfall)
        {
            return ApiProblem.NoSuchTrace(id);
        }
        return await typical.FindAsync(TraceCounterparts.Query(id, waterfall, cold), cancellationToken) is { } found
            ? TypedResults.Ok(TypicalTraceBody.Of(found))
            : TypedResults.Problem("There is no other such trace of this operation in the day before it.", statusCode: StatusCodes.Status404NotFound);
    }
}
