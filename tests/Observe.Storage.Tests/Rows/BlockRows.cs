using System.Buffers.Binary;
using System.Text;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Testing.Rows;

/// <summary>Reads blocks back into row objects, by way of the Native bytes that ClickHouse would be sent.</summary>
internal static class BlockRows
{
    /// <summary>The columns of all blocks of a table, in the blocks' order.</summary>
    public static Dictionary<string, object[]> Columns(IEnumerable<NativeBlock> blocks, TelemetryTable table)
    {
        var chosen = blocks.Where(block => block.Table == table).ToArray();
        if (chosen.Length == 0)
        {
            return [];
        }
        var output = new ColumnBuffer();
        NativeBatch.Write(new BlockBatch(new BatchReference(table, chosen[0].Day, 7, chosen.Sum(block => block.Rows)), chosen), output);
        return new NativeParser(output.WrittenMemory).Read();
    }

    public static TelemetryRows Read(IReadOnlyList<NativeBlock> blocks)
    {
        var resources = Resources(Columns(blocks, TelemetryTable.Resources));
        return new TelemetryRows(
            Rows(Columns(blocks, TelemetryTable.Spans), row => Span(row, resources)),
            Rows(Columns(blocks, TelemetryTable.Logs), row => Log(row, resources)),
            Rows(Columns(blocks, TelemetryTable.Invocations), Piece));
    }

    private static Dictionary<ulong, (string SchemaUrl, IReadOnlyList<TelemetryAttribute> Attributes)> Resources(Dictionary<string, object[]> columns) =>
        Rows(columns, row => (row.Get<ulong>("fingerprint"), (row.Utf8("schema_url"), row.Attributes())))
            .DistinctBy(pair => pair.Item1).ToDictionary();

    private static SpanRow Span(Row row, Dictionary<ulong, (string SchemaUrl, IReadOnlyList<TelemetryAttribute> Attributes)> resources) => new()
    {
        TraceId = Trace(row.Get<string>("trace_id")),
        SpanId = SpanOf(row.Get<string>("span_id")),
        ParentSpanId = SpanOf(row.Get<string>("parent_span_id")),
        TraceState = row.Utf8("trace_state"),
        Flags = row.Get<uint>("flags"),
        Name = row.Utf8("name"),
        Kind = (SpanKind)row.Get<byte>("kind"),
        StartUnixNanoseconds = row.Get<long>("start_time"),
        DurationNanoseconds = (long)row.Get<ulong>("duration_ns"),
        Status = (SpanStatus)row.Get<byte>("status"),
        StatusMessage = row.Utf8("status_message"),
        Resource = Resource(row, resources),
        ScopeName = row.Utf8("scope_name"),
        ScopeVersion = row.Utf8("scope_version"),
        ScopeAttributes = OtlpJson.Read(row.Utf8("scope_attributes")),
        Attributes = row.Attributes(),
        Events = [.. row.Items("event_times").Select((time, i) => new SpanEvent(
            (long)time, Utf8(row.Items("event_names")[i]), OtlpJson.Read(Utf8(row.Items("event_attributes")[i])), (uint)row.Items("event_dropped")[i]))],
        Links = [.. row.Items("link_trace_ids").Select((trace, i) => new SpanLink(
            Trace((string)trace), SpanOf((string)row.Items("link_span_ids")[i]), Utf8(row.Items("link_trace_states")[i]),
            OtlpJson.Read(Utf8(row.Items("link_attributes")[i])), (uint)row.Items("link_dropped")[i]))],
        DroppedAttributes = row.Get<uint>("dropped_attributes"),
        DroppedEvents = row.Get<uint>("dropped_events"),
        DroppedLinks = row.Get<uint>("dropped_links"),
        ReceivedUnixNanoseconds = row.Get<long>("received_time"),
    };

    private static LogRow Log(Row row, Dictionary<ulong, (string SchemaUrl, IReadOnlyList<TelemetryAttribute> Attributes)> resources) => new()
    {
        TimeUnixNanoseconds = row.Get<long>("time"),
        ObservedUnixNanoseconds = row.Get<long>("observed_time"),
        TraceId = Trace(row.Get<string>("trace_id")),
        SpanId = SpanOf(row.Get<string>("span_id")),
        Flags = row.Get<uint>("flags"),
        SeverityNumber = row.Get<byte>("severity_number"),
        SeverityText = row.Utf8("severity_text"),
        EventName = row.Utf8("event_name"),
        Body = row.Utf8("body"),
        BodyIsJson = row.Get<bool>("body_is_json"),
        Resource = Resource(row, resources),
        ScopeName = row.Utf8("scope_name"),
        ScopeVersion = row.Utf8("scope_version"),
        ScopeAttributes = OtlpJson.Read(row.Utf8("scope_attributes")),
        Attributes = row.Attributes(),
        DroppedAttributes = row.Get<uint>("dropped_attributes"),
        ReceivedUnixNanoseconds = row.Get<long>("received_time"),
    };

    private static InvocationPiece Piece(Row row) => new()
    {
        Source = (PieceSource)row.Get<byte>("source"),
        Function = new FunctionIdentity(
            row.Utf8("provider"), row.Utf8("account"), row.Utf8("region"), row.Utf8("environment"), row.Utf8("function")),
        InvocationId = row.Utf8("invocation_id"),
        TraceId = Trace(row.Get<string>("trace_id")) is { IsEmpty: false } trace ? trace.ToString() : "",
        SpanId = SpanOf(row.Get<string>("span_id")) is { IsEmpty: false } span ? span.ToString() : "",
        Version = row.Utf8("version"),
        Instance = row.Utf8("instance"),
        Trigger = row.Utf8("trigger"),
        Architecture = row.Utf8("architecture"),
        Platform = row.Utf8("platform"),
        StartUnixNanoseconds = row.Get<long>("start_time"),
        EndUnixNanoseconds = row.Get<long>("end_ns"),
        DeadlineUnixNanoseconds = row.Get<long>("deadline_ns"),
        InitClass = (InitClass)row.Get<byte>("init_class"),
        InitDurationNanoseconds = row.Get<long>("init_ns"),
        BilledNanoseconds = row.Get<long>("billed_ns"),
        BilledInitNanoseconds = row.Get<long>("billed_init_ns"),
        MemorySizeBytes = row.Get<long>("memory_bytes"),
        MemoryUsedBytes = row.Get<long>("memory_used_bytes"),
        Outcome = (InvocationOutcome)row.Get<byte>("outcome"),
        Cause = row.Utf8("cause"),
        DroppedRecords = row.Get<long>("dropped_records"),
        AdjustedCount = row.Get<double>("adjusted_count"),
    };

    private static ResourceRow Resource(Row row, Dictionary<ulong, (string SchemaUrl, IReadOnlyList<TelemetryAttribute> Attributes)> resources)
    {
        var known = resources.GetValueOrDefault(row.Get<ulong>("resource_fingerprint"));
        return new ResourceRow
        {
            Fingerprint = row.Get<ulong>("resource_fingerprint"),
            Attributes = known.Attributes ?? [],
            Service = row.Utf8("service"),
            ServiceVersion = row.Utf8("service_version"),
            Environment = row.Utf8("environment"),
            CloudProvider = row.Utf8("cloud_provider"),
            CloudAccount = row.Utf8("cloud_account"),
            CloudRegion = row.Utf8("cloud_region"),
            FaasName = row.Utf8("faas_name"),
            FaasVersion = row.Utf8("faas_version"),
            FaasInstance = row.Utf8("faas_instance"),
            SchemaUrl = known.SchemaUrl ?? "",
        };
    }

    private static List<T> Rows<T>(Dictionary<string, object[]> columns, Func<Row, T> read) => columns.Count == 0
        ? []
        : [.. Enumerable.Range(0, columns.Values.First().Length).Select(i => read(new Row(columns, i)))];

    private static TraceId Trace(string latin1) => TraceId.FromBytes(Encoding.Latin1.GetBytes(latin1));

    private static SpanId SpanOf(string latin1) => new(BinaryPrimitives.ReadUInt64BigEndian(Encoding.Latin1.GetBytes(latin1)));

    private static string Utf8(object latin1) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes((string)latin1));

    private readonly record struct Row(Dictionary<string, object[]> Columns, int Index)
    {
        public T Get<T>(string column) => (T)Columns[column][Index];

        public string Utf8(string column) => BlockRows.Utf8(Columns[column][Index]);

        public object[] Items(string column) => (object[])Columns[column][Index];

        /// <summary>Map by map: which kinds came between which is not stored.</summary>
        public IReadOnlyList<TelemetryAttribute> Attributes() =>
        [
            .. Map("attr_string", value => AttributeValue.Of(BlockRows.Utf8(value))),
            .. Map("attr_int", value => AttributeValue.Of((long)value)),
            .. Map("attr_double", value => AttributeValue.Of((double)value)),
            .. Map("attr_bool", value => AttributeValue.Of((bool)value)),
            .. Map("attr_json", value => AttributeValue.OfJson(BlockRows.Utf8(value))),
        ];

        private IEnumerable<TelemetryAttribute> Map(string column, Func<object, AttributeValue> value) =>
            ((KeyValuePair<string, object>[])Columns[column][Index])
                .Select(pair => new TelemetryAttribute(BlockRows.Utf8(pair.Key), value(pair.Value)));
    }
}
