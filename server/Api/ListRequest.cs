using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage;
using Observe.Storage.Search;

namespace Observe.Server.Api;

/// <summary>A read list request: each value is checked, and an error names its parameter.</summary>
public sealed record ListRequest(TimeRange Range, SearchExpression? Search, int Limit, string? Cursor, int Buckets)
{
    private const long DefaultNanoseconds = 3_600 * UnixTime.NanosecondsPerSecond;

    public static bool TryRead(
        ListParameters parameters,
        TimeProvider time,
        [NotNullWhen(true)] out ListRequest? request,
        [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        request = null;
        if (!TryReadRange(parameters, time.GetUtcNow(), out var range, out problem)
            || !TryReadNumber("limit", parameters.Limit, 50, 1_000, out var limit, out problem)
            || !TryReadNumber("buckets", parameters.Buckets, 60, 400, out var buckets, out problem))
        {
            return false;
        }
        var search = SearchParser.Parse(parameters.Q ?? "");
        if (search.Error is { } error)
        {
            problem = ApiProblem.BadSearch(error);
            return false;
        }
        var cursor = string.IsNullOrEmpty(parameters.Cursor) ? null : parameters.Cursor;
        request = new ListRequest(range, search.Expression, limit, cursor, buckets);
        return true;
    }

    private static bool TryReadRange(
        ListParameters parameters, DateTimeOffset now, out TimeRange range, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        range = default;
        if (!ApiTime.TryParse(parameters.To ?? "now", now, out var to))
        {
            problem = ApiProblem.BadParameter("to", $"\"{parameters.To}\" is no time. Expected: {ApiTime.Expected}.");
            return false;
        }
        var from = to - DefaultNanoseconds;
        if (parameters.From is { } text && !ApiTime.TryParse(text, now, out from))
        {
            problem = ApiProblem.BadParameter("from", $"\"{text}\" is no time. Expected: {ApiTime.Expected}.");
            return false;
        }
        range = new TimeRange(from, to);
        problem = from < to ? null : ApiProblem.BadParameter("from", "The range is empty: from must be before to.");
        return problem is null;
    }

    private static bool TryReadNumber(
        string name, string? text, int fallback, int most, out int number, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        number = fallback;
        var good = text is null
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most);
        problem = good ? null : ApiProblem.BadParameter(name, $"{name} is a number from 1 to {most}, not \"{text}\".");
        return good;
    }
}
