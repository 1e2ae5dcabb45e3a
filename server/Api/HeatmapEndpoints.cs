using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Server.Api;

/// <summary>/api/v1/traces/heatmap and /api/v1/traces/differences: durations over time, and what tells a part of them from the rest.</summary>
public static class HeatmapEndpoints
{
    public static void MapHeatmapApi(this IEndpointRouteBuilder api)
    {
        api.MapGet("/traces/heatmap", HeatmapAsync).WithName("TraceHeatmap");
        api.MapGet("/traces/differences", DifferencesAsync).WithName("TraceDifferences");
    }

    private static async Task<Results<Ok<HeatmapBody>, ProblemHttpResult>> HeatmapAsync(
        [AsParameters] ListParameters parameters, IHeatmapReader heatmaps, TimeProvider time, CancellationToken cancellationToken) =>
        ListRequest.TryRead(parameters, time, out var request, out var problem)
            ? TypedResults.Ok(HeatmapBody.Of(await heatmaps.HeatmapAsync(new(request.Range, request.Search, request.Buckets), cancellationToken)))
            : problem;

    private static async Task<Results<Ok<DifferencesBody>, ProblemHttpResult>> DifferencesAsync(
        [AsParameters] ListParameters parameters, [AsParameters] SelectionParameters selection, IHeatmapReader heatmaps, TimeProvider time,
        CancellationToken cancellationToken) =>
        ListRequest.TryRead(parameters, time, out var request, out var problem)
        && selection.TryRead(request.Range, time, out var selected, out problem)
            ? TypedResults.Ok(DifferencesBody.Of(await heatmaps.DifferencesAsync(
                new(request.Range, request.Search, selected, Math.Min(request.Limit, 100)), cancellationToken)))
            : problem;
}

/// <summary>A part of a heatmap, as it stands in the address. No property may be named as one of <see cref="ListParameters"/>, beside which it is bound.</summary>
public sealed class SelectionParameters
{
    [FromQuery(Name = "selectedFrom")]
    [Description("Start of the selection; default: from. " + ApiTime.Expected)]
    public string? SelectedFrom { get; init; }

    [FromQuery(Name = "selectedTo")]
    [Description("End of the selection, not part of it; default: to")]
    public string? SelectedTo { get; init; }

    [FromQuery(Name = "minDuration")]
    [Description("The shortest duration of the selection, as a search writes it, like 900ms; default: 0ns")]
    public string? MinDuration { get; init; }

    [FromQuery(Name = "maxDuration")]
    [Description("Above the longest duration of the selection, like 12s; default: no bound")]
    public string? MaxDuration { get; init; }

    public bool TryRead(
        TimeRange range, TimeProvider time, [NotNullWhen(true)] out SpanSelection? selection, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        selection = null;
        var now = time.GetUtcNow();
        if (!TryReadTime("selectedFrom", SelectedFrom, range.FromUnixNanoseconds, now, out var from, out problem)
            || !TryReadTime("selectedTo", SelectedTo, range.ToUnixNanoseconds, now, out var to, out problem)
            || !TryReadDuration("minDuration", MinDuration, 0, out var shortest, out problem)
            || !TryReadDuration("maxDuration", MaxDuration, long.MaxValue, out var longest, out problem))
        {
            return false;
        }
        problem = from >= to ? ApiProblem.BadParameter("selectedFrom", "The selection is empty: selectedFrom must be before selectedTo.")
            : shortest >= longest ? ApiProblem.BadParameter("minDuration", "The selection is empty: minDuration must be less than maxDuration.")
            : null;
        if (problem is null && (selection = new SpanSelection(new TimeRange(from, to), shortest, longest).Within(range)) is null)
        {
            problem = ApiProblem.BadParameter("selectedFrom", "The selection lies outside of the range from from to to.");
        }
        return problem is null;
    }

    private static bool TryReadTime(
        string name, string? text, long fallback, DateTimeOffset now, out long unixNanoseconds, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        unixNanoseconds = fallback;
        problem = text is null || ApiTime.TryParse(text, now, out unixNanoseconds)
            ? null
            : ApiProblem.BadParameter(name, $"\"{text}\" is no time. Expected: {ApiTime.Expected}.");
        return problem is null;
    }

    private static bool TryReadDuration(
        string name, string? text, long fallback, out long nanoseconds, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        nanoseconds = fallback;
        problem = null;
        if (text is not null)
        {
            var value = SearchValue.OfBare(text);
            if (value is { Unit: SearchUnit.Duration, Number: >= 0 and <= long.MaxValue })
            {
                nanoseconds = (long)value.Number.Value;
            }
            else
            {
                problem = ApiProblem.BadParameter(name, $"\"{text}\" is no duration. Expected: a number with its unit, like 900ms (ns, us, ms, s, m, h).");
            }
        }
        return problem is null;
    }
}
