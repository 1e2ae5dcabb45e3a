using Observe.Storage.Write.Columns;

namespace Observe.Storage.Write;

/// <summary>Rows of the table <c>logs</c>. Times are unix nanoseconds.</summary>
public sealed class LogBlock : TableBlock
{
    public LogBlock()
        : base(TelemetryTable.Logs)
    {
        EventTime = Time("time");
        Observed = Time("observed_time");
        Trace = TraceId("trace_id");
        Span = SpanId("span_id");
        Flags = UInt32("flags");
        SeverityNumber = UInt8("severity_number");
        SeverityText = Dictionary("severity_text");
        EventName = Dictionary("event_name");
        Body = Add(new TextColumn("body"));
        BodyIsJson = Add(new FixedColumn("body_is_json", "Bool", 1));
        Resource = new ResourceColumns(this);
        Scope = new ScopeColumns(this);
        Attributes = new AttributeColumns(this);
        DroppedAttributes = UInt32("dropped_attributes");
        Received = Time("received_time");
    }

    /// <summary>When it happened; when the record names no time, its observed time, else the time of receipt.</summary>
    public FixedColumn EventTime { get; }

    public FixedColumn Observed { get; }

    /// <summary>Zero when the record belongs to no trace.</summary>
    public FixedColumn Trace { get; }

    public FixedColumn Span { get; }
    public FixedColumn Flags { get; }

    /// <summary>1 to 24 (OTLP), 0 when unknown.</summary>
    public FixedColumn SeverityNumber { get; }

    public DictionaryColumn SeverityText { get; }
    public DictionaryColumn EventName { get; }

    /// <summary>A string body as it is; any other body as the OTLP/JSON of its AnyValue.</summary>
    public TextColumn Body { get; }

    public FixedColumn BodyIsJson { get; }
    public ResourceColumns Resource { get; }
    public ScopeColumns Scope { get; }
    public AttributeColumns Attributes { get; }
    public FixedColumn DroppedAttributes { get; }
    public FixedColumn Received { get; }

    public void EndRow()
    {
        Attributes.EndRow();
        CountRow();
    }

    protected override void Forget()
    {
        Resource.Forget();
        Scope.Forget();
    }
}
