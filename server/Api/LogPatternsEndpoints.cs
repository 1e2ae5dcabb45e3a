using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/logs/patterns and /api/v1/logs/context: what the lines have in common, and what stands around one.</summary>
public static class LogPatternsEndpoints
{
    public static void MapLogPatternsApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/logs/patterns", PatternsAsync).WithName("LogPatterns");
        api.MapGet("/logs/context", ContextAsync).WithName("LogContext");
    }

    private static async Task<Results<Ok<LogPatternsBody>, ProblemHttpResult>> PatternsAsync(
        [AsParameters] ListParameters parameters,
        [FromQuery(Name = "lines"), Description("How many of the newest matching lines are looked at, 1 to 50000; default: 10000")] string? lines,
        ILogPatternReader patterns, TimeProvider time, CancellationToken cancellationToken) =>
        ListRequest.TryRead(parameters, time, out var request, out var problem)
        && TryReadNumber("lines", lines, LogPatternsQuery.DefaultLines, 1, LogPatternsQuery.MostLines, out var most, out problem)
            ? TypedResults.Ok(LogPatternsBody.Of(await patterns.FindAsync(new(request.Range, request.Search, most), cancellationToken), request.Limit))
            : problem;

    private static async Task<Results<Ok<LogContextBody>, ProblemHttpResult>> ContextAsync(
        [AsParameters] LogContextParameters parameters, ILogContextReader logs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ApiTime.TryParse(parameters.Time ?? "", time.GetUtcNow(), out var at))
        {
            return ApiProblem.BadParameter("time", $"\"{parameters.Time}\" is no time. Expected: {ApiTime.Expected}.");
        }
        if (string.IsNullOrEmpty(parameters.Id))
        {
            return ApiProblem.BadParameter("id", "The id of a log line is needed, as a list answers it.");
        }
        if (!ApiNames.TryParse<LogContextScope>(parameters.Scope, out var scopes) || scopes.Count > 1)
        {
            return ApiProblem.BadParameter("scope", $"scope is one of {ApiNames.All<LogContextScope>()}, not \"{parameters.Scope}\".");
        }
        if (!TryReadNumber("before", parameters.Before, LogContextQuery.Default, 0, LogContextQuery.Most, out var before, out var problem)
            || !TryReadNumber("after", parameters.After, LogContextQuery.Default, 0, LogContextQuery.Most, out var after, out problem))
        {
            return problem;
        }
        var scope = scopes.Count == 0 ? LogContextScope.Instance : scopes[0];
        return await logs.ReadAsync(new(at, parameters.Id, scope, before, after), cancellationToken) is { } context
            ? TypedResults.Ok(LogContextBody.Of(context))
            : TypedResults.Problem("No such log line is stored.", statusCode: StatusCodes.Status404NotFound);
    }

    private static bool TryReadNumber(
        string name, string? text, int fallback, int least, int most, out int number, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        number = fallback;
        var good = text is null
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
        problem = good ? null : ApiProblem.BadParameter(name, $"{name} is a number from {least} to {most}, not \"{text}\".");
        return good;
    }
}

/// <summary>Which line, and how far around it.</summary>
public sealed class LogContextParameters
{
    [FromQuery(Name = "time")]
    [Description("The time of the line, as a list answers it")]
    public string? Time { get; init; }

    [FromQuery(Name = "id")]
    [Description("The id of the line. That of the first or the last line of an answer reads on from there")]
    public string? Id { get; init; }

    [FromQuery(Name = "scope")]
    [Description("instance: lines of the same resource; service: of all instances of its service; default: instance")]
    public string? Scope { get; init; }

    [FromQuery(Name = "before")]
    [Description("Lines before it, 0 to 200; default: 20")]
    public string? Before { get; init; }

    [FromQuery(Name = "after")]
    [Description("Lines after it, 0 to 200; default: 20")]
    public string? After { get; init; }
}

/// <param name="Lines">So many lines were looked at, the newest that match.</param>
/// <param name="OtherLines">Of these, lines of patterns that are not listed.</param>
public sealed record LogPatternsBody(IReadOnlyList<LogPatternBody> Patterns, long Lines, long OtherLines, ScannedBody Scanned)
{
    public static LogPatternsBody Of(LogPatternsResult result, int limit)
    {
        var listed = result.Patterns.Take(limit).ToArray();
        return new(
            [.. listed.Select(pattern => LogPatternBody.Of(pattern, result.Lines))], result.Lines, result.Lines - listed.Sum(pattern => pattern.Count),
            ScannedBody.Of(result.Scanned));
    }
}

/// <param name="Pattern">What its lines share; <c>&lt;*&gt;</c> for what changes.</param>
/// <param name="Search">Finds its lines.</param>
/// <param name="Share">Of the lines that were looked at, 0 to 1.</param>
public sealed record LogPatternBody(
    string Pattern, string Search, long Count, double Share, long Errors, long Warnings, string First, string Last, IReadOnlyList<string> Services, string Example)
{
    public static LogPatternBody Of(LogPattern pattern, long lines) => new(
        pattern.Text, pattern.Search.ToString(), pattern.Count, (double)pattern.Count / Math.Max(1, lines), pattern.Errors, pattern.Warnings,
        UnixTime.ToRfc3339(pattern.FirstUnixNanoseconds), UnixTime.ToRfc3339(pattern.LastUnixNanoseconds), pattern.Services, pattern.Example);
}

/// <summary>Lines in order of time.</summary>
public sealed record LogContextBody(IReadOnlyList<LogBody> Before, LogBody Line, IReadOnlyList<LogBody> After, bool HasEarlier, bool HasLater)
{
    public static LogContextBody Of(LogContextResult result) => new(
        [.. result.Before.Select(LogBody.Of)], LogBody.Of(result.Line), [.. result.After.Select(LogBody.Of)], result.HasEarlier, result.HasLater);
}
