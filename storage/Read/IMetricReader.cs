using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads stored metrics as series over time.</summary>
public interface IMetricReader
{
    /// <summary>The metric of this name; null when nothing of it is stored in the range.</summary>
    Task<MetricResult?> GetAsync(MetricQuery query, CancellationToken cancellationToken);
}

/// <param name="Service">Name of a service or a function; null for all.</param>
/// <param name="Attribute">Only points with this attribute, whatever the type of its value; null for all.</param>
/// <param name="By">What a series is made of: <c>service</c>, <c>function</c>, <c>instance</c>, or an attribute of the points; null makes one.</param>
/// <param name="Buckets">Length of each series, 1 to 400.</param>
/// <param name="Limit">Series, those with the most points first.</param>
public sealed record MetricQuery(
    TimeRange Range, string Name, string? Service = null, KeyValuePair<string, string>? Attribute = null, string? By = null, int Buckets = 60, int Limit = 50);

public sealed record MetricResult
{
    public required string Name { get; init; }
    public required MetricKind Kind { get; init; }
    public required string Unit { get; init; }
    public required string Description { get; init; }
    public required bool IsMonotonic { get; init; }
    public required IReadOnlyList<MetricSeries> Series { get; init; }
    public required Scanned Scanned { get; init; }
}

/// <param name="Label">The value of what was asked for by; empty when it is not there or nothing was asked for.</param>
public sealed record MetricSeries(string Label, IReadOnlyList<MetricBucket> Buckets);

/// <summary>What a series did in one bucket of time; null where its kind of metric says nothing, or nothing came.</summary>
public sealed record MetricBucket(long StartUnixNanoseconds)
{
    /// <summary>Data points of a gauge and of a level; increments of a histogram's or summary's count.</summary>
    public long Count { get; init; }

    /// <summary>
    /// A gauge: the average. A sum: what it grew by; one that also falls and is cumulative: its level. A histogram or
    /// summary: the average of its observations.
    /// </summary>
    public double? Value { get; init; }

    /// <summary>A sum that only grows: growth per second. A histogram or summary: observations per second.</summary>
    public double? Rate { get; init; }

    public double? Min { get; init; }
    public double? Max { get; init; }

    /// <summary>Of a histogram, as near as its buckets allow.</summary>
    public double? P50 { get; init; }

    public double? P95 { get; init; }
    public double? P99 { get; init; }
}
