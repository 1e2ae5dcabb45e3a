using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>One log record.</summary>
/// <param name="Severity">The sender's own word; without one, the name of the number (OpenTelemetry's ranges).</param>
public sealed record LogBody(
    string Id, string Time, int SeverityNumber, string Severity, string Service, string? EventName, string Body, bool BodyIsJson,
    string? TraceId, string? SpanId, AttributeMap Attributes, AttributeMap Resource)
{
    public static LogBody Of(LogRecord log) => new(
        log.Id, UnixTime.ToRfc3339(log.TimeUnixNanoseconds), log.SeverityNumber,
        log.SeverityText.Length > 0 ? log.SeverityText : SeverityName(log.SeverityNumber),
        log.Service, log.EventName.Length == 0 ? null : log.EventName, log.Body, log.BodyIsJson,
        log.TraceId.IsEmpty ? null : log.TraceId.ToString(), log.SpanId.IsEmpty ? null : log.SpanId.ToString(),
        new(log.Attributes), new(log.Resource));

    private static string SeverityName(byte number) => number switch
    {
        0 => "",
        <= 4 => "TRACE",
        <= 8 => "DEBUG",
        <= 12 => "INFO",
        <= 16 => "WARN",
        <= 20 => "ERROR",
        _ => "FATAL",
    };
}
