using Observe.Storage.Write.Columns;

namespace Observe.Storage.Write;

/// <summary>Rows of the table <c>metrics</c>: data points of every kind. Times are unix nanoseconds.</summary>
public sealed class MetricBlock : TableBlock
{
    private readonly LengthsColumn _buckets;
    private readonly LengthsColumn _bounds;
    private readonly LengthsColumn _positive;
    private readonly LengthsColumn _negative;
    private readonly LengthsColumn _quantiles;
    private readonly LengthsColumn _exemplars;

    public MetricBlock()
        : base(TelemetryTable.Metrics)
    {
        Name = Dictionary("name");
        Kind = UInt8("kind");
        Unit = Dictionary("unit");
        Description = Dictionary("description");
        Metadata = Dictionary("metadata");
        Temporality = UInt8("temporality");
        IsMonotonic = Bool("is_monotonic");
        EventTime = Time("time");
        Start = Time("start_time");
        Flags = UInt32("flags");
        Number = new NumberColumns(
            UInt8("value_type"), Double("value"), Int64("value_int"));
        Count = UInt64("count");
        Sum = new OptionalColumns(Bool("has_sum"), Double("sum"));
        Min = new OptionalColumns(Bool("has_min"), Double("min"));
        Max = new OptionalColumns(Bool("has_max"), Double("max"));
        _buckets = Add(new LengthsColumn());
        BucketCounts = Array("bucket_counts", _buckets, new FixedColumn("", "UInt64", 8)).Values;
        _bounds = Add(new LengthsColumn());
        ExplicitBounds = Array("explicit_bounds", _bounds, new FixedColumn("", "Float64", 8)).Values;
        Scale = Int32("scale");
        ZeroCount = UInt64("zero_count");
        ZeroThreshold = Double("zero_threshold");
        PositiveOffset = Int32("positive_offset");
        _positive = Add(new LengthsColumn());
        PositiveCounts = Array("positive_counts", _positive, new FixedColumn("", "UInt64", 8)).Values;
        NegativeOffset = Int32("negative_offset");
        _negative = Add(new LengthsColumn());
        NegativeCounts = Array("negative_counts", _negative, new FixedColumn("", "UInt64", 8)).Values;
        _quantiles = Add(new LengthsColumn());
        Quantiles = Array("quantiles", _quantiles, new FixedColumn("", "Float64", 8)).Values;
        QuantileValues = Array("quantile_values", _quantiles, new FixedColumn("", "Float64", 8)).Values;
        _exemplars = Add(new LengthsColumn());
        ExemplarTimes = Array("exemplar_times", _exemplars, new FixedColumn("", ColumnType.Time, 8)).Values;
        ExemplarNumber = new NumberColumns(
            Array("exemplar_value_types", _exemplars, new FixedColumn("", "UInt8", 1)).Values,
            Array("exemplar_values", _exemplars, new FixedColumn("", "Float64", 8)).Values,
            Array("exemplar_ints", _exemplars, new FixedColumn("", "Int64", 8)).Values);
        ExemplarTraces = Array("exemplar_trace_ids", _exemplars, new FixedColumn("", ColumnType.TraceId, Storage.TraceId.ByteLength)).Values;
        ExemplarSpans = Array("exemplar_span_ids", _exemplars, new FixedColumn("", ColumnType.SpanId, Storage.SpanId.ByteLength)).Values;
        ExemplarAttributes = Array("exemplar_attributes", _exemplars, new TextColumn("")).Values;
        Resource = new ResourceColumns(this);
        Scope = new ScopeColumns(this);
        Attributes = new AttributeColumns(this);
        DroppedAttributes = UInt32("dropped_attributes");
        Received = Time("received_time");
    }

    public DictionaryColumn Name { get; }

    /// <summary>A <see cref="MetricKind"/>.</summary>
    public FixedColumn Kind { get; }

    public DictionaryColumn Unit { get; }
    public DictionaryColumn Description { get; }

    /// <summary>As OTLP/JSON; empty for none.</summary>
    public DictionaryColumn Metadata { get; }

    /// <summary>A <see cref="MetricTemporality"/>.</summary>
    public FixedColumn Temporality { get; }

    public FixedColumn IsMonotonic { get; }
    public FixedColumn EventTime { get; }

    /// <summary>0 when the sender does not know it.</summary>
    public FixedColumn Start { get; }

    /// <summary>Bit 1: nothing was recorded, the series ends here.</summary>
    public FixedColumn Flags { get; }

    public NumberColumns Number { get; }
    public FixedColumn Count { get; }
    public OptionalColumns Sum { get; }
    public OptionalColumns Min { get; }
    public OptionalColumns Max { get; }
    public FixedColumn BucketCounts { get; }
    public FixedColumn ExplicitBounds { get; }
    public FixedColumn Scale { get; }
    public FixedColumn ZeroCount { get; }
    public FixedColumn ZeroThreshold { get; }
    public FixedColumn PositiveOffset { get; }
    public FixedColumn PositiveCounts { get; }
    public FixedColumn NegativeOffset { get; }
    public FixedColumn NegativeCounts { get; }
    public FixedColumn Quantiles { get; }
    public FixedColumn QuantileValues { get; }
    public FixedColumn ExemplarTimes { get; }
    public NumberColumns ExemplarNumber { get; }
    public FixedColumn ExemplarTraces { get; }
    public FixedColumn ExemplarSpans { get; }

    /// <summary>As OTLP/JSON; empty for none.</summary>
    public TextColumn ExemplarAttributes { get; }

    public ResourceColumns Resource { get; }
    public ScopeColumns Scope { get; }
    public AttributeColumns Attributes { get; }
    public FixedColumn DroppedAttributes { get; }
    public FixedColumn Received { get; }

    /// <param name="items">How many values were appended for this row.</param>
    public void EndRow(in MetricItems items)
    {
        _buckets.Append(items.Buckets);
        _bounds.Append(items.Bounds);
        _positive.Append(items.Positive);
        _negative.Append(items.Negative);
        _quantiles.Append(items.Quantiles);
        _exemplars.Append(items.Exemplars);
        Attributes.EndRow();
        CountRow();
    }

    protected override void Forget()
    {
        Resource.Forget();
        Scope.Forget();
    }
}
