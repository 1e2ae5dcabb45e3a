using System.ComponentModel;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Server.Security;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Server.Api;

/// <summary>/api/v1/tail: what arrives, as server-sent events, until the caller goes.</summary>
public static class TailEndpoints
{
    /// <summary>Of what arrives between two looks; more are counted.</summary>
    private const int MostRecords = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>After so much silence a proxy would close the connection.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public static void MapTailApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/tail", Tail).WithName("Tail").WithMetadata(new LastingAnswer()).Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static Results<ServerSentEventsResult<object>, ProblemHttpResult> Tail(
        [FromQuery(Name = "signal"), Description("logs or traces; default: logs")] string? signal,
        [FromQuery(Name = "q"), Description("A search; default: everything")] string? q,
        HttpResponse response, ITailReader tails, TailStreams streams, TimeProvider time, CancellationToken cancellationToken)
    {
        if (signal is not (null or "logs" or "traces"))
        {
            return ApiProblem.BadParameter("signal", $"signal is logs or traces, not \"{signal}\".");
        }
        var search = SearchParser.Parse(q ?? "");
        if (search.Error is { } error)
        {
            return ApiProblem.BadSearch(error);
        }
        if (streams.TryOpen() is not { } place)
        {
            response.Headers.RetryAfter = "10";
            return TypedResults.Problem($"{TailStreams.Most} tails are open already.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        response.RegisterForDispose(place);
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep events back until a buffer is full
        return TypedResults.ServerSentEvents(signal == "traces"
            ? EventsAsync("trace", SearchTarget.Spans, async position => Bodies(await tails.TracesAsync(position, search.Expression, MostRecords, cancellationToken), TraceSummaryBody.Of), tails, time, cancellationToken)
            : EventsAsync("log", SearchTarget.Logs, async position => Bodies(await tails.LogsAsync(position, search.Expression, MostRecords, cancellationToken), LogBody.Of), tails, time, cancellationToken));
    }

    private static (IEnumerable<object> Bodies, long Skipped) Bodies<TRecord, TBody>(TailResult<TRecord> result, Func<TRecord, TBody> of)
        where TBody : class => (result.Items.Select(of), result.Skipped);

    private static async IAsyncEnumerable<SseItem<object>> EventsAsync(
        string name, SearchTarget target, Func<TailPosition, Task<(IEnumerable<object> Bodies, long Skipped)>> read, ITailReader tails, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = await tails.BeginAsync(target, cancellationToken);
        yield return new SseItem<object>(new TailBeatBody(0), "begin");
        using var timer = new PeriodicTimer(Pause, time);
        var spoken = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var (bodies, skipped) = await read(position);
            if (skipped > 0)
            {
                spoken = time.GetTimestamp();
                yield return new SseItem<object>(new TailBeatBody(skipped), "skipped");
            }
            foreach (var body in bodies)
            {
                spoken = time.GetTimestamp();
                yield return new SseItem<object>(body, name);
            }
            if (time.GetElapsedTime(spoken) >= Beat)
            {
                spoken = time.GetTimestamp();
                yield return new SseItem<object>(new TailBeatBody(0), "beat");
            }
        }
    }
}

/// <param name="Skipped">So many records that match were left out, because more arrived at once than a caller is sent.</param>
public sealed record TailBeatBody(long Skipped);
