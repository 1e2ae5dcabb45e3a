using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/logs: the list and its chart.</summary>
public static class LogsEndpoints
{
    public static void MapLogsApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/logs", ListAsync).WithName("ListLogs");
        api.MapGet("/logs/histogram", HistogramAsync).WithName("LogHistogram");
    }

    private static async Task<Results<Ok<ListBody<LogBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListParameters parameters, ILogReader logs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var result = await logs.FindAsync(
            new(request.Range, request.Search, request.Limit, request.Cursor), cancellationToken);
        return TypedResults.Ok(new ListBody<LogBody>(
            [.. result.Logs.Select(LogBody.Of)], result.NextCursor, ScannedBody.Of(result.Scanned)));
    }

    private static async Task<Results<Ok<LogHistogramBody>, ProblemHttpResult>> HistogramAsync(
        [AsParameters] ListParameters parameters, ILogReader logs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var result = await logs.HistogramAsync(new(request.Range, request.Search, request.Buckets), cancellationToken);
        return TypedResults.Ok(new LogHistogramBody(
            [.. result.Buckets.Select(LogBucketBody.Of)], ScannedBody.Of(result.Scanned)));
    }
}

public sealed record LogHistogramBody(IReadOnlyList<LogBucketBody> Buckets, ScannedBody Scanned);

public sealed record LogBucketBody(string Start, long Count, long Errors, long Warnings)
{
    public static LogBucketBody Of(LogHistogramBucket bucket) => new(
        UnixTime.ToRfc3339(bucket.StartUnixNanoseconds), bucket.Count, bucket.Errors, bucket.Warnings);
}
