using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Search;

namespace Observe.Server.Api;

/// <summary>The problem details (RFC 9457) that the API answers; <c>parameter</c> names the one at fault.</summary>
public static class ApiProblem
{
    public static ProblemHttpResult BadParameter(string name, string detail) => TypedResults.Problem(
        detail, statusCode: StatusCodes.Status400BadRequest, extensions: [new("parameter", name)]);

    public static ProblemHttpResult BadSearch(SearchError error) => TypedResults.Problem(
        error.Message,
        statusCode: StatusCodes.Status400BadRequest,
        title: "The search could not be read.",
        extensions: [new("parameter", "q"), new("position", error.Position), new("length", error.Length)]);

    public static ProblemHttpResult BadTraceId(string parameter) =>
        BadParameter(parameter, "A trace id has 32 hexadecimal characters, not all zero.");

    public static ProblemHttpResult NoSuchTrace(TraceId id) => TypedResults.Problem(
        $"No span of trace {id} is stored.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NoSuchFunction(FunctionId id) => TypedResults.Problem(
        $"No invocation of the function {id} is stored.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NotFresh() => TypedResults.Problem(
        "What was acknowledged before this call was not readable within 10 s.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
