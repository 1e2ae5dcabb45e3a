using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Testing.Rows;

/// <summary>One data point as it is stored in the table <c>metrics</c>. Times are unix nanoseconds.</summary>
public sealed class MetricRow
{
    public required string Name { get; init; }
    public required MetricKind Kind { get; init; }
    public string Unit { get; init; } = "";
    public string Description { get; init; } = "";
    public IReadOnlyList<TelemetryAttribute> Metadata { get; init; } = [];
    public MetricTemporality Temporality { get; init; }
    public bool IsMonotonic { get; init; }
    public required long TimeUnixNanoseconds { get; init; }
    public long StartUnixNanoseconds { get; init; }
    public uint Flags { get; init; }
    public MetricNumber Number { get; init; }
    public ulong Count { get; init; }
    public double? Sum { get; init; }
    public double? Min { get; init; }
    public double? Max { get; init; }
    public IReadOnlyList<ulong> BucketCounts { get; init; } = [];
    public IReadOnlyList<double> ExplicitBounds { get; init; } = [];
    public int Scale { get; init; }
    public ulong ZeroCount { get; init; }
    public double ZeroThreshold { get; init; }
    public int PositiveOffset { get; init; }
    public IReadOnlyList<ulong> PositiveCounts { get; init; } = [];
    public int NegativeOffset { get; init; }
    public IReadOnlyList<ulong> NegativeCounts { get; init; } = [];
    public IReadOnlyList<(double Quantile, double Value)> Quantiles { get; init; } = [];
    public IReadOnlyList<MetricExemplar> Exemplars { get; init; } = [];
    public required ResourceRow Resource { get; init; }
    public string ScopeName { get; init; } = "";
    public string ScopeVersion { get; init; } = "";
    public IReadOnlyList<TelemetryAttribute> ScopeAttributes { get; init; } = [];
    public IReadOnlyList<TelemetryAttribute> Attributes { get; init; } = [];
    public uint DroppedAttributes { get; init; }
    public required long ReceivedUnixNanoseconds { get; init; }
}

/// <summary>An integer, a double, or neither.</summary>
public readonly record struct MetricNumber(MetricValueType Type, ulong Bits)
{
    public static MetricNumber Of(double value) => new(MetricValueType.Double, BitConverter.DoubleToUInt64Bits(value));

    public static MetricNumber Of(long value) => new(MetricValueType.Integer, (ulong)value);
}

/// <summary>One of the measurements behind a data point.</summary>
public sealed record MetricExemplar(
    long TimeUnixNanoseconds, MetricNumber Number, TraceId TraceId, SpanId SpanId, IReadOnlyList<TelemetryAttribute> Attributes);
