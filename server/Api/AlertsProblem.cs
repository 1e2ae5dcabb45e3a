using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>The problem details of the alerts' part of the API; <c>errors</c> names each field at fault.</summary>
internal static class AlertsProblem
{
    public static ProblemHttpResult Fields(IEnumerable<FieldError> errors)
    {
        var byField = errors.GroupBy(error => error.Field)
            .ToDictionary(group => group.Key, group => group.Select(error => error.Message).ToArray());
        return TypedResults.Problem(
            string.Join(' ', byField.Select(pair => $"{pair.Key}: {string.Join(' ', pair.Value)}")),
            statusCode: StatusCodes.Status400BadRequest,
            extensions: [new("errors", byField)]);
    }

    public static ProblemHttpResult NotFound(string what, string id) => TypedResults.Problem(
        $"There is no {what} '{id}'.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult TooOld(string what) => TypedResults.Problem(
        $"This {what} is too old to be sent again.", statusCode: StatusCodes.Status409Conflict);

    public static ProblemHttpResult ReadOnly(string what, string file) => TypedResults.Problem(
        $"This {what} is provisioned from {file}: change it there.", statusCode: StatusCodes.Status409Conflict);

    public static ProblemHttpResult Changed(long? version) => TypedResults.Problem(
        $"It was changed meanwhile: the current version is {version}.", statusCode: StatusCodes.Status412PreconditionFailed);
}
