using System.Globalization;
using Observe.Functions.Invocations;

namespace Observe.Storage.Write;

/// <summary>The one column list of each telemetry table, in the order of its INSERT; batch_id always comes last.</summary>
internal static class TelemetryColumns
{
    public const string BatchId = "batch_id";

    public static IReadOnlyList<NativeColumn<SpanRow>> Spans { get; } =
    [
        NativeColumn<SpanRow>.Id("trace_id", row => row.TraceId),
        NativeColumn<SpanRow>.Id("span_id", row => row.SpanId),
        NativeColumn<SpanRow>.Id("parent_span_id", row => row.ParentSpanId),
        NativeColumn<SpanRow>.Text("trace_state", row => row.TraceState),
        NativeColumn<SpanRow>.UInt32("flags", row => row.Flags),
        NativeColumn<SpanRow>.Text("name", row => row.Name),
        NativeColumn<SpanRow>.Byte("kind", row => (byte)row.Kind),
        NativeColumn<SpanRow>.Time("start_time", row => row.StartUnixNanoseconds),
        NativeColumn<SpanRow>.UInt64("duration_ns", row => (ulong)row.DurationNanoseconds),
        NativeColumn<SpanRow>.Byte("status", row => (byte)row.Status),
        NativeColumn<SpanRow>.Text("status_message", row => row.StatusMessage),
        .. Resource<SpanRow>(row => row.Resource),
        NativeColumn<SpanRow>.Text("scope_name", row => row.ScopeName),
        NativeColumn<SpanRow>.Text("scope_version", row => row.ScopeVersion),
        NativeColumn<SpanRow>.Text("scope_attributes", row => OtlpJson.Write(row.ScopeAttributes)),
        .. NativeColumn<SpanRow>.Maps(row => row.Attributes),
        NativeColumn<SpanRow>.Array("event_times", "DateTime64(9, 'UTC')", row => row.Events, (buffer, item) => buffer.Int64(item.TimeUnixNanoseconds)),
        NativeColumn<SpanRow>.Array("event_names", "String", row => row.Events, (buffer, item) => buffer.Text(item.Name)),
        NativeColumn<SpanRow>.Array("event_attributes", "String", row => row.Events, (buffer, item) => buffer.Text(OtlpJson.Write(item.Attributes))),
        NativeColumn<SpanRow>.Array("event_dropped", "UInt32", row => row.Events, (buffer, item) => buffer.UInt32(item.DroppedAttributes)),
        NativeColumn<SpanRow>.Array("link_trace_ids", "FixedString(16)", row => row.Links, (buffer, item) => buffer.Id(item.TraceId)),
        NativeColumn<SpanRow>.Array("link_span_ids", "FixedString(8)", row => row.Links, (buffer, item) => buffer.Id(item.SpanId)),
        NativeColumn<SpanRow>.Array("link_trace_states", "String", row => row.Links, (buffer, item) => buffer.Text(item.TraceState)),
        NativeColumn<SpanRow>.Array("link_attributes", "String", row => row.Links, (buffer, item) => buffer.Text(OtlpJson.Write(item.Attributes))),
        NativeColumn<SpanRow>.Array("link_dropped", "UInt32", row => row.Links, (buffer, item) => buffer.UInt32(item.DroppedAttributes)),
        NativeColumn<SpanRow>.UInt32("dropped_attributes", row => row.DroppedAttributes),
        NativeColumn<SpanRow>.UInt32("dropped_events", row => row.DroppedEvents),
        NativeColumn<SpanRow>.UInt32("dropped_links", row => row.DroppedLinks),
        NativeColumn<SpanRow>.Time("received_time", row => row.ReceivedUnixNanoseconds),
    ];

    public static IReadOnlyList<NativeColumn<LogRow>> Logs { get; } =
    [
        NativeColumn<LogRow>.Time("time", row => row.TimeUnixNanoseconds),
        NativeColumn<LogRow>.Time("observed_time", row => row.ObservedUnixNanoseconds),
        NativeColumn<LogRow>.Id("trace_id", row => row.TraceId),
        NativeColumn<LogRow>.Id("span_id", row => row.SpanId),
        NativeColumn<LogRow>.UInt32("flags", row => row.Flags),
        NativeColumn<LogRow>.Byte("severity_number", row => row.SeverityNumber),
        NativeColumn<LogRow>.Text("severity_text", row => row.SeverityText),
        NativeColumn<LogRow>.Text("event_name", row => row.EventName),
        NativeColumn<LogRow>.Text("body", row => row.Body),
        NativeColumn<LogRow>.Flag("body_is_json", row => row.BodyIsJson),
        .. Resource<LogRow>(row => row.Resource),
        NativeColumn<LogRow>.Text("scope_name", row => row.ScopeName),
        NativeColumn<LogRow>.Text("scope_version", row => row.ScopeVersion),
        NativeColumn<LogRow>.Text("scope_attributes", row => OtlpJson.Write(row.ScopeAttributes)),
        .. NativeColumn<LogRow>.Maps(row => row.Attributes),
        NativeColumn<LogRow>.UInt32("dropped_attributes", row => row.DroppedAttributes),
        NativeColumn<LogRow>.Time("received_time", row => row.ReceivedUnixNanoseconds),
    ];

    public static IReadOnlyList<NativeColumn<DatedResource>> Resources { get; } =
    [
        NativeColumn<DatedResource>.Day("day", row => row.Day),
        NativeColumn<DatedResource>.UInt64("fingerprint", row => row.Resource.Fingerprint),
        NativeColumn<DatedResource>.Text("schema_url", row => row.Resource.SchemaUrl),
        .. NativeColumn<DatedResource>.Maps(row => row.Resource.Attributes),
    ];

    public static IReadOnlyList<NativeColumn<InvocationPiece>> Invocations { get; } =
    [
        NativeColumn<InvocationPiece>.Byte("source", row => (byte)row.Source),
        NativeColumn<InvocationPiece>.UInt64("function_id", row => FunctionId(row.Function)),
        NativeColumn<InvocationPiece>.Text("provider", row => row.Function.Provider),
        NativeColumn<InvocationPiece>.Text("account", row => row.Function.Account),
        NativeColumn<InvocationPiece>.Text("region", row => row.Function.Region),
        NativeColumn<InvocationPiece>.Text("environment", row => row.Function.Environment),
        NativeColumn<InvocationPiece>.Text("function", row => row.Function.Name),
        NativeColumn<InvocationPiece>.Text("version", row => row.Version),
        NativeColumn<InvocationPiece>.Text("instance", row => row.Instance),
        NativeColumn<InvocationPiece>.Text("invocation_id", row => row.InvocationId),
        NativeColumn<InvocationPiece>.Id("trace_id", row => TraceId.TryParse(row.TraceId, out var id) ? id : default),
        NativeColumn<InvocationPiece>.Id("span_id", row => SpanId.TryParse(row.SpanId, out var id) ? id : default),
        NativeColumn<InvocationPiece>.Text("trigger", row => row.Trigger),
        NativeColumn<InvocationPiece>.Time("start_time", row => row.StartUnixNanoseconds),
        NativeColumn<InvocationPiece>.Int64("end_ns", row => row.EndUnixNanoseconds),
        NativeColumn<InvocationPiece>.Int64("deadline_ns", row => row.DeadlineUnixNanoseconds),
        NativeColumn<InvocationPiece>.Byte("init_class", row => (byte)row.InitClass),
        NativeColumn<InvocationPiece>.Int64("init_ns", row => row.InitDurationNanoseconds),
        NativeColumn<InvocationPiece>.Int64("memory_bytes", row => row.MemorySizeBytes),
        NativeColumn<InvocationPiece>.Byte("outcome", row => (byte)row.Outcome),
        NativeColumn<InvocationPiece>.Double("adjusted_count", row => row.AdjustedCount),
    ];

    /// <summary>The names of a table's columns, batch_id included.</summary>
    public static IReadOnlyList<string> NamesOf(TelemetryTable table) => table switch
    {
        TelemetryTable.Spans => SpanNames,
        TelemetryTable.Logs => LogNames,
        TelemetryTable.Resources => ResourceNames,
        TelemetryTable.Invocations => InvocationNames,
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, "No such telemetry table."),
    };

    /// <summary>The table's name in ClickHouse.</summary>
    public static string NameOf(TelemetryTable table) => table switch
    {
        TelemetryTable.Spans => "spans",
        TelemetryTable.Logs => "logs",
        TelemetryTable.Resources => "resources",
        TelemetryTable.Invocations => "invocations",
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, "No such telemetry table."),
    };

    /// <summary>The expression that the table is partitioned by.</summary>
    public static string DayOf(TelemetryTable table) => table switch
    {
        TelemetryTable.Resources => "day",
        TelemetryTable.Logs => "toDate(time, 'UTC')",
        _ => "toDate(start_time, 'UTC')",
    };

    private static IReadOnlyList<string> SpanNames { get; } = [.. Spans.Select(column => column.Name), BatchId];

    private static IReadOnlyList<string> LogNames { get; } = [.. Logs.Select(column => column.Name), BatchId];

    private static IReadOnlyList<string> ResourceNames { get; } = [.. Resources.Select(column => column.Name), BatchId];

    private static IReadOnlyList<string> InvocationNames { get; } = [.. Invocations.Select(column => column.Name), BatchId];

    private static IEnumerable<NativeColumn<TRow>> Resource<TRow>(Func<TRow, ResourceRow> resource) =>
    [
        NativeColumn<TRow>.Text("service", row => resource(row).Service),
        NativeColumn<TRow>.Text("service_version", row => resource(row).ServiceVersion),
        NativeColumn<TRow>.Text("environment", row => resource(row).Environment),
        NativeColumn<TRow>.Text("cloud_provider", row => resource(row).CloudProvider),
        NativeColumn<TRow>.Text("cloud_account", row => resource(row).CloudAccount),
        NativeColumn<TRow>.Text("cloud_region", row => resource(row).CloudRegion),
        NativeColumn<TRow>.Text("faas_name", row => resource(row).FaasName),
        NativeColumn<TRow>.Text("faas_version", row => resource(row).FaasVersion),
        NativeColumn<TRow>.Text("faas_instance", row => resource(row).FaasInstance),
        NativeColumn<TRow>.UInt64("resource_fingerprint", row => resource(row).Fingerprint),
    ];

    private static ulong FunctionId(FunctionIdentity function) =>
        ulong.Parse(function.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

/// <summary>A resource on a day on which one of its records happened.</summary>
internal sealed record DatedResource(DateOnly Day, ResourceRow Resource);
