using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>Reads how long the callers of a function waited on each of its routes, with a cold start and without one.</summary>
public interface IRouteReader
{
    Task<RouteResult> CompareAsync(RouteQuery query, CancellationToken cancellationToken);
}

/// <param name="Most">The newest so many with a cold start, and as many without one, are compared.</param>
/// <param name="MostLookedAt">No more invocations are looked at to find them.</param>
public sealed record RouteQuery(FunctionId Function, TimeRange Range, int Most = 200, long MostLookedAt = 50_000);

/// <summary>The routes with the most cold starts first; those without one are left out: there is nothing to compare.</summary>
/// <param name="Scanned">The newest part of the range in which enough was found, or all of it.</param>
public sealed record RouteResult(IReadOnlyList<RouteWaits> Routes, Scanned Scanned);

/// <summary>
/// What the callers of one route waited. The wait with a cold start is that for the initialisation and the duration; lengths are nanoseconds, quantiles
/// those of an invocation that there was; those of the warm are 0 when there was none.
/// </summary>
/// <param name="Method">Of the requests (<c>http.request.method</c>); empty when there is none.</param>
/// <param name="Name">The <c>http.route</c>, or the name of the span where there is none; empty when the span is not stored.</param>
/// <param name="IsRoute">False for the name of a span.</param>
public sealed record RouteWaits(
    string Method, string Name, bool IsRoute, int Warm, long WarmP50, long WarmP95, int Cold, long ColdP50, long ColdP95)
{
    /// <summary>What a cold start adds to the median; null when there is nothing to add to.</summary>
    public long? Added => Warm == 0 ? null : ColdP50 - WarmP50;
}
