using System.Data.Common;
using System.Text.Json;
using Observe.Collector.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Collector.Tests.Receive;

/// <summary>Stored records, each as a line of JSON, in the shape in which the clients tell what they sent.</summary>
internal static class ReadBack
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<IReadOnlyList<string>> SpansAsync(EngineCollector collector, IEnumerable<string> traceIds)
    {
        var lines = new List<string>();
        foreach (var traceId in traceIds.Distinct())
        {
            Assert.True(TraceId.TryParse(traceId, out var id));
            var trace = await collector.Get<ITraceReader>().GetAsync(id, CancellationToken.None);
            lines.AddRange(trace?.Spans.Select(span => Line(span, id)) ?? []);
        }
        return lines;
    }

    public static async Task<IReadOnlyList<string>> LogsAsync(EngineCollector collector, string leg)
    {
        var found = await collector.Get<ILogReader>().FindAsync(
            new LogListQuery(TimeRange.Last(TimeSpan.FromHours(1), TimeProvider.System), Limit: 1_000), CancellationToken.None);
        return [.. found.Logs.Where(log => log.Attributes.Any(attribute => attribute.Key == "leg" && attribute.Value.Text == leg)).Select(Line)];
    }

    public static Task<IReadOnlyList<string>> MetricsAsync(EngineCollector collector, string leg)
    {
        var parameters = new SqlParameters();
        return collector.Get<ClickHouseDatabase>().QueryAsync(
            $"""
            SELECT name, unit, description, kind, temporality, is_monotonic, start_time, time, if(value_type = 2, toFloat64(value_int), value), count, sum, min, max,
              bucket_counts, explicit_bounds, attr_string, attr_int, attr_double, attr_bool, attr_json
            FROM metrics WHERE attr_string['leg'] = {parameters.Add("String", leg)}
            """,
            parameters,
            Line,
            CancellationToken.None);
    }

    /// <summary>The record as one line: for comparisons, and for what they say when they fail.</summary>
    public static string Line(object record) => JsonSerializer.Serialize(record, Json);

    /// <summary>In order of their keys, as the clients have them.</summary>
    public static SortedDictionary<string, object?> Sorted(IEnumerable<KeyValuePair<string, object?>> attributes) =>
        new(new Dictionary<string, object?>(attributes), StringComparer.Ordinal);

    private static string Line(SpanRecord span, TraceId traceId) => Line(new
    {
        traceId = traceId.ToString(),
        spanId = span.SpanId.ToString(),
        parentSpanId = span.ParentSpanId.IsEmpty ? "" : span.ParentSpanId.ToString(),
        name = span.Name,
        kind = (int)span.Kind,
        start = $"{span.StartUnixNanoseconds}",
        end = $"{span.EndUnixNanoseconds}",
        status = (int)span.Status,
        message = span.StatusMessage,
        attributes = Sorted(span.Attributes),
        events = span.Events.Select(item => new { time = $"{item.TimeUnixNanoseconds}", name = item.Name, attributes = Sorted(item.Attributes) }),
    });

    private static string Line(LogRecord log) => Line(new
    {
        traceId = log.TraceId.IsEmpty ? "" : log.TraceId.ToString(),
        spanId = log.SpanId.IsEmpty ? "" : log.SpanId.ToString(),
        time = $"{log.TimeUnixNanoseconds}",
        observed = $"{log.ObservedUnixNanoseconds}",
        severity = (int)log.SeverityNumber,
        severityText = log.SeverityText,
        body = log.Body,
        attributes = Sorted(log.Attributes),
    });

    private static string Line(DbDataReader row) => Line(new
    {
        name = row.GetString(0),
        unit = row.GetString(1),
        description = row.GetString(2),
        kind = row.GetByte(3),
        temporality = row.GetByte(4),
        isMonotonic = row.GetBoolean(5),
        start = Nanoseconds(row, 6),
        time = Nanoseconds(row, 7),
        value = row.GetDouble(8),
        count = (ulong)row.GetValue(9),
        sum = row.GetDouble(10),
        min = row.GetDouble(11),
        max = row.GetDouble(12),
        buckets = row.GetValue(13),
        bounds = row.GetValue(14),
        attributes = Sorted(Enumerable.Range(15, 5).SelectMany(column => Attributes(row, column))),
    });

    private static SortedDictionary<string, object?> Sorted(IReadOnlyList<TelemetryAttribute> attributes) => Sorted(
        attributes.Select(attribute => KeyValuePair.Create<string, object?>(attribute.Key, attribute.Value.Kind switch
        {
            AttributeKind.Text => attribute.Value.Text,
            AttributeKind.Integer => attribute.Value.Integer,
            AttributeKind.Double => attribute.Value.Double,
            AttributeKind.Boolean => attribute.Value.Boolean,
            _ => Plain(attribute.Value.Text),
        })));

    private static IEnumerable<KeyValuePair<string, object?>> Attributes(DbDataReader row, int column)
    {
        foreach (System.Collections.DictionaryEntry entry in (System.Collections.IDictionary)row.GetValue(column))
        {
            yield return KeyValuePair.Create((string)entry.Key, column == 19 ? Plain((string)entry.Value!) : entry.Value);
        }
    }

    /// <summary>The array that an OTLP/JSON AnyValue holds.</summary>
    private static object?[] Plain(string anyValue)
    {
        using var document = JsonDocument.Parse(anyValue);
        return [.. document.RootElement.GetProperty("arrayValue").GetProperty("values").EnumerateArray()
            .Select(value => value.GetProperty("stringValue").GetString())];
    }

    private static string Nanoseconds(DbDataReader row, int column) => $"{UnixTime.Nanoseconds(new DateTimeOffset(row.GetDateTime(column), TimeSpan.Zero))}";
}
