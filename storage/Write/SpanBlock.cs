using Observe.Storage.Write.Columns;

namespace Observe.Storage.Write;

/// <summary>Rows of the table <c>spans</c>. Times are unix nanoseconds.</summary>
public sealed class SpanBlock : TableBlock
{
    private readonly LengthsColumn _links;

    public SpanBlock()
        : base(TelemetryTable.Spans)
    {
        Trace = TraceId("trace_id");
        Span = SpanId("span_id");
        Parent = SpanId("parent_span_id");
        TraceState = Add(new DictionaryColumn("trace_state", "String"));
        Flags = UInt32("flags");
        Name = Dictionary("name");
        Kind = UInt8("kind");
        Start = Time("start_time");
        Duration = UInt64("duration_ns");
        Status = UInt8("status");
        StatusMessage = Add(new TextColumn("status_message"));
        Resource = new ResourceColumns(this);
        Scope = new ScopeColumns(this);
        Attributes = new AttributeColumns(this);
        Events = Add(new LengthsColumn());
        EventTimes = Array("event_times", Events, new FixedColumn("", ColumnType.Time, 8)).Values;
        EventNames = Array("event_names", Events, new DictionaryColumn("")).Values;
        EventAttributes = Array("event_attributes", Events, new TextColumn("")).Values;
        EventDropped = Array("event_dropped", Events, new FixedColumn("", "UInt32", 4)).Values;
        _links = Add(new LengthsColumn());
        LinkTraces = Array("link_trace_ids", _links, new FixedColumn("", ColumnType.TraceId, Storage.TraceId.ByteLength)).Values;
        LinkSpans = Array("link_span_ids", _links, new FixedColumn("", ColumnType.SpanId, Storage.SpanId.ByteLength)).Values;
        LinkTraceStates = Array("link_trace_states", _links, new TextColumn("")).Values;
        LinkAttributes = Array("link_attributes", _links, new TextColumn("")).Values;
        LinkDropped = Array("link_dropped", _links, new FixedColumn("", "UInt32", 4)).Values;
        DroppedAttributes = UInt32("dropped_attributes");
        DroppedEvents = UInt32("dropped_events");
        DroppedLinks = UInt32("dropped_links");
        Received = Time("received_time");
    }

    public FixedColumn Trace { get; }
    public FixedColumn Span { get; }
    public FixedColumn Parent { get; }
    public DictionaryColumn TraceState { get; }
    public FixedColumn Flags { get; }
    public DictionaryColumn Name { get; }

    /// <summary>OTLP's number.</summary>
    public FixedColumn Kind { get; }

    public FixedColumn Start { get; }

    /// <summary>Nanoseconds; 0 for an end before its start.</summary>
    public FixedColumn Duration { get; }

    /// <summary>OTLP's number.</summary>
    public FixedColumn Status { get; }

    public TextColumn StatusMessage { get; }
    public ResourceColumns Resource { get; }
    public ScopeColumns Scope { get; }
    public AttributeColumns Attributes { get; }

    /// <summary>How many of the values below each row has.</summary>
    internal LengthsColumn Events { get; }

    public FixedColumn EventTimes { get; }
    public DictionaryColumn EventNames { get; }

    /// <summary>As OTLP/JSON; empty for none.</summary>
    public TextColumn EventAttributes { get; }

    public FixedColumn EventDropped { get; }
    public FixedColumn LinkTraces { get; }
    public FixedColumn LinkSpans { get; }
    public TextColumn LinkTraceStates { get; }

    /// <summary>As OTLP/JSON; empty for none.</summary>
    public TextColumn LinkAttributes { get; }

    public FixedColumn LinkDropped { get; }
    public FixedColumn DroppedAttributes { get; }
    public FixedColumn DroppedEvents { get; }
    public FixedColumn DroppedLinks { get; }
    public FixedColumn Received { get; }

    /// <param name="events">How many event values were appended for this row.</param>
    /// <param name="links">How many link values were appended for this row.</param>
    public void EndRow(int events, int links)
    {
        Attributes.EndRow();
        Events.Append(events);
        _links.Append(links);
        CountRow();
    }

    protected override void Forget()
    {
        Resource.Forget();
        Scope.Forget();
    }
}
