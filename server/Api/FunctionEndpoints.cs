using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Functions.Invocations;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/functions/{id}: one function, and each view of it.</summary>
public static class FunctionEndpoints
{
    public static void MapFunctionApi(this IEndpointRouteBuilder api)
    {
        var function = api.MapGroup("/functions/{id}");
        function.MapGet("", GetAsync).WithName("GetFunction");
        function.MapGet("/cold-starts", ColdStartsAsync).WithName("GetColdStarts");
        function.MapGet("/concurrency", ConcurrencyAsync).WithName("GetConcurrency");
        function.MapGet("/cost", CostAsync).WithName("GetFunctionCost");
        function.MapGet("/async", AsyncAsync).WithName("GetAsync");
        function.MapGet("/invocations", InvocationsAsync).WithName("ListInvocations");
        function.MapGet("/instances", InstancesAsync).WithName("ListInstances");
        function.MapGet("/lost-telemetry", LostTelemetryAsync).WithName("GetLostTelemetry");
    }

    private static async Task<Results<Ok<FunctionDetailBody>, ProblemHttpResult>> GetAsync(
        string id, [AsParameters] ListParameters parameters, IFunctionDetailReader functions, IConcurrencyReader concurrency, AdviceReader advice,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (!FunctionRequest.TryRead(id, parameters, time, out var request, out var problem))
        {
            return problem;
        }
        if (await functions.FactsAsync(request.Function, cancellationToken) is not { } facts)
        {
            return ApiProblem.NoSuchFunction(request.Function);
        }
        var detail = DetailAsync(request, functions, cancellationToken);
        var parallel = concurrency.GetAsync(new ConcurrencyQuery(request.Function, request.List.Range, Cells: 1), cancellationToken);
        var material = advice.ReadAsync(request.Function, request.List.Range, cancellationToken);
        await Task.WhenAll(detail, parallel, material);
        return TypedResults.Ok(FunctionDetailBody.Of(facts, await detail, advice.Of(facts, await detail, await parallel, await material)));
    }

    private static async Task<Results<Ok<ColdStartsBody>, ProblemHttpResult>> ColdStartsAsync(
        string id, [AsParameters] ListParameters parameters, IFunctionDetailReader functions, IInvocationReader invocations, IRouteReader routes,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (!FunctionRequest.TryRead(id, parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var detail = DetailAsync(request, functions, cancellationToken);
        var waits = invocations.WaitsAsync(new WaitQuery(request.Function, request.List.Range), cancellationToken);
        var ofRoutes = routes.CompareAsync(new RouteQuery(request.Function, request.List.Range), cancellationToken);
        await Task.WhenAll(detail, waits, ofRoutes);
        return TypedResults.Ok(ColdStartsBody.Of(await detail, await waits, await ofRoutes));
    }

    private static async Task<Results<Ok<ConcurrencyBody>, ProblemHttpResult>> ConcurrencyAsync(
        string id, [AsParameters] ListParameters parameters, IConcurrencyReader concurrency, IFunctionDetailReader functions, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!FunctionRequest.TryRead(id, parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var detail = DetailAsync(request, functions, cancellationToken);
        var result = concurrency.GetAsync(new ConcurrencyQuery(request.Function, request.List.Range, request.List.Buckets), cancellationToken);
        await Task.WhenAll(detail, result);
        return TypedResults.Ok(ConcurrencyBody.Of(await result, (await detail).Total.IsSampled));
    }

    private static async Task<Results<Ok<FunctionCostBody>, ProblemHttpResult>> CostAsync(
        string id, [AsParameters] ListParameters parameters, IFunctionDetailReader functions, TimeProvider time, CancellationToken cancellationToken) =>
        FunctionRequest.TryRead(id, parameters, time, out var request, out var problem)
            ? TypedResults.Ok(FunctionCostBody.Of(await DetailAsync(request, functions, cancellationToken)))
            : problem;

    private static async Task<Results<Ok<AsyncBody>, ProblemHttpResult>> AsyncAsync(
        string id, [AsParameters] ListParameters parameters, IAsyncReader queues, TimeProvider time, CancellationToken cancellationToken) =>
        FunctionRequest.TryRead(id, parameters, time, out var request, out var problem)
            ? TypedResults.Ok(AsyncBody.Of(await queues.GetAsync(new AsyncQuery(request.Function, request.List.Range), cancellationToken)))
            : problem;

    private static async Task<Results<Ok<ListBody<InvocationBody>>, ProblemHttpResult>> InvocationsAsync(
        string id, [AsParameters] InvocationParameters asked, [AsParameters] ListParameters parameters, IInvocationReader invocations, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!FunctionRequest.TryRead(id, parameters, time, out var request, out var problem))
        {
            return problem;
        }
        if (!ApiNames.TryParse<InvocationOutcome>(asked.Outcome, out var outcomes))
        {
            return ApiProblem.BadParameter("outcome", $"An outcome is one of {ApiNames.All<InvocationOutcome>()}; several are separated by commas.");
        }
        if (!ApiNames.TryParse<InitClass>(asked.InitClass, out var classes))
        {
            return ApiProblem.BadParameter("initClass", $"An initialisation is one of {ApiNames.All<InitClass>()}; several are separated by commas.");
        }
        var result = await invocations.FindAsync(
            new InvocationListQuery(request.Function, request.List.Range)
            {
                Outcomes = outcomes,
                InitClasses = classes,
                Version = asked.Version,
                Instance = asked.Instance,
                Limit = request.List.Limit,
                Cursor = request.List.Cursor,
            },
            cancellationToken);
        return TypedResults.Ok(new ListBody<InvocationBody>(
            [.. result.Invocations.Select(InvocationBody.Of)], result.NextCursor, ScannedBody.Of(result.Scanned)));
    }

    private static async Task<Results<Ok<InstancesBody>, ProblemHttpResult>> InstancesAsync(
        string id, [AsParameters] ListParameters parameters, IInstanceReader instances, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!FunctionRequest.TryRead(id, parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var timeline = instances.TimelineAsync(new InstanceQuery(request.Function, request.List.Range, request.List.Limit), cancellationToken);
        var unused = instances.UnusedAsync(request.Function, request.List.Range, cancellationToken);
        await Task.WhenAll(timeline, unused);
        return TypedResults.Ok(InstancesBody.Of(await timeline, await unused));
    }

    private static async Task<Results<Ok<LostTelemetryBody>, ProblemHttpResult>> LostTelemetryAsync(
        string id, [AsParameters] ListParameters parameters, ILostTelemetryReader ledger, TimeProvider time, CancellationToken cancellationToken) =>
        FunctionRequest.TryRead(id, parameters, time, out var request, out var problem)
            ? TypedResults.Ok(LostTelemetryBody.Of(await ledger.GetAsync(new LostTelemetryQuery(request.Function, request.List.Range), cancellationToken)))
            : problem;

    private static Task<FunctionDetail> DetailAsync(FunctionRequest request, IFunctionDetailReader functions, CancellationToken cancellationToken) =>
        functions.GetAsync(new FunctionDetailQuery(request.Function, request.List.Range, request.List.Buckets), cancellationToken);
}

/// <summary>Which invocations are asked for, beside the range.</summary>
public sealed class InvocationParameters
{
    [FromQuery(Name = "outcome")]
    [Description("Only these: ok, error, crash, timeout, outOfMemory, throttled, lost, running; default: all")]
    public string? Outcome { get; init; }

    [FromQuery(Name = "initClass")]
    [Description("Only these: warm, cold, unknownCold, suppressed, snapStart, provisioned, proactive, firstOfInstance, ...; default: all")]
    public string? InitClass { get; init; }

    [FromQuery(Name = "version")]
    [Description("Only this version; default: all")]
    public string? Version { get; init; }

    [FromQuery(Name = "instance")]
    [Description("Only this instance; default: all")]
    public string? Instance { get; init; }
}
