using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/ingest: what came in and what became of it.</summary>
public static class IngestEndpoints
{
    public static void MapIngestApi(this IEndpointRouteBuilder api) => api.MapGet("/ingest", GetAsync).WithName("GetIngest");

    private static async Task<Results<Ok<IngestBody>, ProblemHttpResult>> GetAsync(
        [AsParameters] ListParameters parameters, IIngestReader ingest, TimeProvider time, CancellationToken cancellationToken)
    {
        return ListRequest.TryRead(parameters, time, out var request, out var problem)
            ? TypedResults.Ok(IngestBody.Of(await ingest.GetAsync(request.Range, request.Buckets, cancellationToken)))
            : problem;
    }
}

/// <summary>Sums over all collectors within the range: received = stored + refused + quarantined + waiting, per signal.</summary>
public sealed record IngestBody(
    IReadOnlyList<IngestSignal> Signals, IReadOnlyDictionary<string, long> RefusedRequests, long JournalBytes,
    string? LastEvent, int LiveCollectors, IReadOnlyDictionary<string, long> AttributeKeysLeftOut, IReadOnlyList<IngestBucketBody> Series)
{
    public static IngestBody Of(IngestResult result) => new(
        result.Signals, result.RefusedRequests, result.JournalBytes,
        result.LastEventUnixNanoseconds == 0 ? null : UnixTime.ToRfc3339(result.LastEventUnixNanoseconds),
        result.LiveCollectors,
        result.AttributeKeysLeftOut,
        [.. result.Series.Select(bucket => new IngestBucketBody(UnixTime.ToRfc3339(bucket.StartUnixNanoseconds), bucket.Received))]);
}

public sealed record IngestBucketBody(string Start, long Received);
