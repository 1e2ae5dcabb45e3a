namespace Observe.Sdk.Redact;

/// <summary>
/// A message of OTLP as far as texts of the function's own stand in it: which of its fields are such texts, and which lead to them. The numbers are those of
/// opentelemetry-proto 1.x (common, resource, trace, logs and metrics).
/// </summary>
internal sealed class OtlpShape
{
    /// <summary>A field that is a text itself.</summary>
    public static readonly OtlpShape Text = new();

    /// <summary>An attribute: field 1 is its key, field 2 its value.</summary>
    public static readonly OtlpShape KeyValue = new();

    /// <summary>A value of any kind: a text, or one that holds others.</summary>
    public static readonly OtlpShape AnyValue = new();

    private static readonly OtlpShape KeyValueList = new((1, KeyValue));
    private static readonly OtlpShape ArrayValue = new((1, AnyValue));
    private static readonly OtlpShape Resource = new((1, KeyValue));
    private static readonly OtlpShape Scope = new((1, Text), (3, KeyValue));

    private static readonly OtlpShape Span = new(
        (3, Text), (5, Text), (9, KeyValue), (11, new((2, Text), (3, KeyValue))), (13, new((3, Text), (4, KeyValue))), (15, new((2, Text))));

    private static readonly OtlpShape LogRecord = new((3, Text), (5, AnyValue), (6, KeyValue), (12, Text));
    private static readonly OtlpShape Exemplar = new((7, KeyValue));

    private static readonly OtlpShape Metric = new(
        (1, Text), (2, Text), (3, Text),
        Points(5, 7, 5), Points(7, 7, 5), Points(9, 9, 8), Points(10, 1, 11), Points(11, 7, 0));

    public static readonly OtlpShape Traces = Request(Span);
    public static readonly OtlpShape Logs = Request(LogRecord);
    public static readonly OtlpShape Metrics = Request(Metric);

    private readonly OtlpShape?[] _fields;

    static OtlpShape()
    {
        AnyValue._fields[1] = Text;
        AnyValue._fields[5] = ArrayValue;
        AnyValue._fields[6] = KeyValueList;
        AnyValue._fields[7] = Text;
    }

    private OtlpShape(params ReadOnlySpan<(int Number, OtlpShape Shape)> fields)
    {
        _fields = new OtlpShape?[16];
        foreach (var (number, shape) in fields)
        {
            _fields[number] = shape;
        }
    }

    /// <summary>What stands in a field; null when there is nothing to look at.</summary>
    public OtlpShape? this[uint number] => number < (uint)_fields.Length ? _fields[number] : null;

    private static OtlpShape Request(OtlpShape record) => new((1, new((1, Resource), (2, new((1, Scope), (2, record))))));

    /// <param name="number">The kind of the metric.</param>
    /// <param name="attributes">Where a data point of the kind has its attributes.</param>
    /// <param name="exemplars">Where it has its exemplars; 0 for nowhere.</param>
    private static (int, OtlpShape) Points(int number, int attributes, int exemplars) =>
        (number, new((1, exemplars == 0 ? new((attributes, KeyValue)) : new((attributes, KeyValue), (exemplars, Exemplar)))));
}
