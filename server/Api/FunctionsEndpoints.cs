using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Functions.Cost;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/functions: one row a function.</summary>
public static class FunctionsEndpoints
{
    public static void MapFunctionsApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/functions", ListAsync).WithName("ListFunctions");

    private static async Task<Results<Ok<ListBody<FunctionBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListParameters parameters, IFunctionReader functions, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        if (request.Search is not null || request.Cursor is not null)
        {
            return ApiProblem.BadParameter(request.Search is null ? "cursor" : "q", "The list of functions has no search and no pages.");
        }
        var result = await functions.ListAsync(new(request.Range, request.Buckets, request.Limit), cancellationToken);
        return TypedResults.Ok(new ListBody<FunctionBody>(
            [.. result.Functions.Select(FunctionBody.Of)], null, ScannedBody.Of(result.Scanned)));
    }
}

/// <summary>What one function did; p50, p95, p99 and what callers waited for initialisations in nanoseconds, rates from 0 to 1.</summary>
public sealed record FunctionBody(
    string Id, string Name, string Provider, string Account, string Region, string Environment, string Version,
    long Invocations, long Errors, long ColdStarts, double ColdRate, long InitWaitedNanos, long P50, long P95, long P99,
    int PeakConcurrency, double AverageConcurrency, long Timeouts, long Lost, CostBody? Cost)
{
    public static FunctionBody Of(FunctionSummary function) => new(
        function.Identity.Id, function.Identity.Name, function.Identity.Provider, function.Identity.Account,
        function.Identity.Region, function.Identity.Environment, function.Version, function.Invocations, function.Errors,
        function.ColdStarts, function.ColdRate, function.InitWaited, function.P50, function.P95, function.P99, function.PeakConcurrency,
        function.AverageConcurrency, function.Timeouts, function.Lost, CostBody.Of(function.Cost));
}

/// <summary>US dollars at list prices, by part, with the version of the price book; notes say what was assumed or is missing.</summary>
public sealed record CostBody(
    string PriceBook, decimal TotalUsd, decimal DurationUsd, decimal RequestsUsd, decimal InitUsd, decimal StorageUsd,
    decimal UnpricedInvocations, IReadOnlyList<string> Notes)
{
    public static CostBody? Of(UsageCost? cost) => cost is null ? null : new CostBody(
        cost.BookVersion, cost.TotalUsd, cost.DurationUsd, cost.RequestsUsd, cost.InitUsd, cost.StorageUsd,
        cost.UnpricedInvocations, [.. cost.Notes.Select(note => note.Text)]);
}
