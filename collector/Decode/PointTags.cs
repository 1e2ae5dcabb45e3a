using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>The tags under which a kind of data point repeats something; 0, which no field has, for what it does not have.</summary>
/// <param name="Attributes">KeyValue.</param>
/// <param name="Exemplars">Exemplar.</param>
/// <param name="Buckets">Counts, packed; one by one the same field has wire type 1.</param>
/// <param name="Bounds">Likewise.</param>
/// <param name="Quantiles">ValueAtQuantile.</param>
internal readonly record struct PointTags(uint Attributes, uint Exemplars = 0, uint Buckets = 0, uint Bounds = 0, uint Quantiles = 0)
{
    private static readonly PointTags Number = new(0x3a, Exemplars: 0x2a);
    private static readonly PointTags Histogram = new(0x4a, Exemplars: 0x42, Buckets: 0x32, Bounds: 0x3a);
    private static readonly PointTags Exponential = new(0x0a, Exemplars: 0x5a);
    private static readonly PointTags Summary = new(0x3a, Quantiles: 0x32);

    public static PointTags Of(MetricKind kind) => kind switch
    {
        MetricKind.Histogram => Histogram,
        MetricKind.ExponentialHistogram => Exponential,
        MetricKind.Summary => Summary,
        _ => Number,
    };

    /// <summary>The tag of the same field when its fixed-width values come one by one.</summary>
    public static uint Single(uint packed) => packed == 0 ? 0 : packed - 1;
}
