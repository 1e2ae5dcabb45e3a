using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/traces: the list, its chart, and one whole trace.</summary>
public static class TracesEndpoints
{
    private const int MaxLogsOfTrace = 1_000;

    public static void MapTracesApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/traces", ListAsync).WithName("ListTraces");
        api.MapGet("/traces/histogram", HistogramAsync).WithName("TraceHistogram");
        api.MapGet("/traces/{traceId}", GetAsync).WithName("GetTrace");
        api.MapGet("/traces/{traceId}/linked-from", LinkedFromAsync).WithName("TraceLinkedFrom");
    }

    private static async Task<Results<Ok<ListBody<TraceSummaryBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListParameters parameters, ITraceReader traces, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var result = await traces.FindAsync(
            new(request.Range, request.Search, request.Limit, request.Cursor), cancellationToken);
        return TypedResults.Ok(new ListBody<TraceSummaryBody>(
            [.. result.Traces.Select(TraceSummaryBody.Of)], result.NextCursor, ScannedBody.Of(result.Scanned)));
    }

    private static async Task<Results<Ok<TraceHistogramBody>, ProblemHttpResult>> HistogramAsync(
        [AsParameters] ListParameters parameters, ITraceReader traces, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var result = await traces.HistogramAsync(new(request.Range, request.Search, request.Buckets), cancellationToken);
        return TypedResults.Ok(new TraceHistogramBody(
            [.. result.Buckets.Select(TraceBucketBody.Of)], ScannedBody.Of(result.Scanned)));
    }

    private static async Task<Results<Ok<ListBody<LinkingSpanBody>>, ProblemHttpResult>> LinkedFromAsync(
        string traceId, [AsParameters] ListParameters parameters, ITraceReader traces, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TraceId.TryParse(traceId, out var id) || id.IsEmpty)
        {
            return BadId();
        }
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var spans = await traces.LinkedFromAsync(id, request.Range, cancellationToken);
        return TypedResults.Ok(new ListBody<LinkingSpanBody>([.. spans.Take(request.Limit).Select(LinkingSpanBody.Of)], null, null));
    }

    private static ProblemHttpResult BadId() => ApiProblem.BadTraceId("traceId");

    private static async Task<Results<Ok<TraceBody>, ProblemHttpResult>> GetAsync(
        string traceId, ITraceReader traces, ILogReader logs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TraceId.TryParse(traceId, out var id) || id.IsEmpty)
        {
            return BadId();
        }
        if (await traces.GetAsync(id, cancellationToken) is not { } trace)
        {
            return ApiProblem.NoSuchTrace(id);
        }
        var records = await logs.ForTraceAsync(id, MaxLogsOfTrace, cancellationToken);
        return TypedResults.Ok(TraceBody.Of(trace, records, time.GetUtcNow()));
    }
}
