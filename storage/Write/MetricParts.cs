namespace Observe.Storage.Write;

/// <summary>The kinds of metrics that OTLP has.</summary>
public enum MetricKind : byte
{
    Gauge = 1,
    Sum = 2,
    Histogram = 3,
    ExponentialHistogram = 4,
    Summary = 5,
}

/// <summary>How a number came.</summary>
public enum MetricValueType : byte
{
    /// <summary>Not at all: a point of a kind that has none, or one that says that nothing was recorded.</summary>
    None = 0,
    Double = 1,
    Integer = 2,
}

/// <summary>The OTLP aggregation temporalities, with their wire numbers.</summary>
public enum MetricTemporality : byte
{
    Unspecified = 0,
    Delta = 1,
    Cumulative = 2,
}

/// <summary>How many items were appended to the arrays of a row.</summary>
public record struct MetricItems
{
    public int Buckets { get; set; }
    public int Bounds { get; set; }
    public int Positive { get; set; }
    public int Negative { get; set; }
    public int Quantiles { get; set; }
    public int Exemplars { get; set; }
}
