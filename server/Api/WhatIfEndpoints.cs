using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Functions;
using Observe.Functions.Limits;
using Observe.Functions.Simulation;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/functions/{id}/what-if: the function's own past under other settings, if the model reproduces it.</summary>
public static class WhatIfEndpoints
{
    public static void MapWhatIfApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/functions/{id}/what-if", GetAsync).WithName("WhatIf");

    private static async Task<Results<Ok<WhatIfBody>, ProblemHttpResult>> GetAsync(
        string id, [AsParameters] WhatIfParameters asked, [AsParameters] ListParameters parameters, IInvocationHistoryReader histories,
        WhatIfSimulator simulator, FunctionsOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!FunctionRequest.TryRead(id, parameters, time, out var request, out var problem)
            || !WhatIfRequest.TryRead(asked, out var what, out problem))
        {
            return problem;
        }
        var history = await histories.GetAsync(
            new InvocationHistoryQuery(request.Function, request.List.Range, what.Replay), cancellationToken);
        if (history is null)
        {
            return ApiProblem.NoSuchFunction(request.Function);
        }
        var question = what.Question.Given(ConcurrencyLimit.Of(history.Function, options.Limits));
        // Seconds of a processor: not on the thread that other requests wait for.
        var result = await Task.Run(() => simulator.Answer(history, question, cancellationToken), cancellationToken);
        return TypedResults.Ok(WhatIfBody.Of(result));
    }
}
