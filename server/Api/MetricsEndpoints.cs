using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.Server.Api;

/// <summary>/api/v1/metrics: the series of one stored metric.</summary>
public static class MetricsEndpoints
{
    public static void MapMetricsApi(this IEndpointRouteBuilder api) => api.MapGet("/metrics", GetAsync).WithName("GetMetric");

    private static async Task<Results<Ok<MetricBody>, ProblemHttpResult>> GetAsync(
        [AsParameters] MetricParameters asked, [AsParameters] ListParameters parameters, IMetricReader metrics, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        if (request.Search is not null || request.Cursor is not null)
        {
            return ApiProblem.BadParameter(request.Search is null ? "cursor" : "q", "The series of a metric have no search and no pages.");
        }
        if (string.IsNullOrEmpty(asked.Name))
        {
            return ApiProblem.BadParameter("name", "The name of a metric is needed, like name=faas.invoke_duration.");
        }
        var attribute = asked.Attribute?.Split('=', 2);
        if (attribute is { Length: 1 })
        {
            return ApiProblem.BadParameter("attribute", "An attribute is written key=value.");
        }
        var result = await metrics.GetAsync(
            new MetricQuery(
                request.Range, asked.Name, asked.Service, attribute is null ? null : new(attribute[0], attribute[1]), asked.By, request.Buckets, request.Limit),
            cancellationToken);
        return result is null
            ? TypedResults.Problem($"Nothing of the metric \"{asked.Name}\" is stored in this range.", statusCode: StatusCodes.Status404NotFound)
            : TypedResults.Ok(MetricBody.Of(result));
    }
}

/// <summary>What is asked of a metric, beside the range.</summary>
public sealed class MetricParameters
{
    [FromQuery(Name = "name")]
    [Description("The metric's name; needed")]
    public string? Name { get; init; }

    [FromQuery(Name = "service")]
    [Description("Only this service or function; default: all")]
    public string? Service { get; init; }

    [FromQuery(Name = "attribute")]
    [Description("Only points with this attribute, as key=value; default: all")]
    public string? Attribute { get; init; }

    [FromQuery(Name = "by")]
    [Description("One series for each value of it: service, function, instance, or an attribute of the points; default: one series")]
    public string? By { get; init; }
}

/// <summary>One metric over time; what its kind does not have is null.</summary>
public sealed record MetricBody(
    string Name, [property: JsonConverter(typeof(JsonStringEnumConverter<MetricKind>))] MetricKind Kind, string Unit, string Description, bool IsMonotonic,
    IReadOnlyList<MetricSeriesBody> Series, ScannedBody Scanned)
{
    public static MetricBody Of(MetricResult result) => new(
        result.Name, result.Kind, result.Unit, result.Description, result.IsMonotonic,
        [.. result.Series.Select(series => new MetricSeriesBody(series.Label, [.. series.Buckets.Select(MetricBucketBody.Of)]))],
        ScannedBody.Of(result.Scanned));
}

public sealed record MetricSeriesBody(string Label, IReadOnlyList<MetricBucketBody> Buckets);

/// <summary>
/// One bucket. value: a gauge's average, a sum's growth (or level, when it also falls), the average of a histogram's
/// observations; rate: growth or observations per second.
/// </summary>
public sealed record MetricBucketBody(
    string Start, long Count, double? Value, double? Rate, double? Min, double? Max, double? P50, double? P95, double? P99)
{
    public static MetricBucketBody Of(MetricBucket bucket) => new(
        UnixTime.ToRfc3339(bucket.StartUnixNanoseconds), bucket.Count, bucket.Value, bucket.Rate, bucket.Min, bucket.Max, bucket.P50, bucket.P95, bucket.P99);
}
