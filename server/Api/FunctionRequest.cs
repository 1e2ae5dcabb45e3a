using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Functions.Invocations;

namespace Observe.Server.Api;

/// <summary>A read request about one function: its id from the path, and the parameters of a list without a search.</summary>
public sealed record FunctionRequest(FunctionId Function, ListRequest List)
{
    public static bool TryRead(
        string id,
        ListParameters parameters,
        TimeProvider time,
        [NotNullWhen(true)] out FunctionRequest? request,
        [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        request = null;
        if (!FunctionId.TryParse(id, out var function))
        {
            problem = BadId();
            return false;
        }
        if (!ListRequest.TryRead(parameters, time, out var list, out problem))
        {
            return false;
        }
        if (list.Search is not null)
        {
            problem = ApiProblem.BadParameter("q", "What is read of one function has no search.");
            return false;
        }
        request = new FunctionRequest(function, list);
        return true;
    }

    public static ProblemHttpResult BadId() =>
        ApiProblem.BadParameter("id", "A function id has 16 hexadecimal characters, as /api/v1/functions lists it.");
}
