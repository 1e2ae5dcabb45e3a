using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Observe.Sdk.Logs;

/// <summary>
/// Gives a record the time and the span that Serilog noted when the event happened; a sink may run later and elsewhere.
/// </summary>
internal sealed class LogEventOrigin : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.Attributes is not LogEventState { Event: var logEvent })
        {
            return;
        }
        data.Timestamp = logEvent.Timestamp.UtcDateTime;
        if (logEvent is { TraceId: { } traceId, SpanId: { } spanId } && spanId != data.SpanId)
        {
            data.TraceId = traceId;
            data.SpanId = spanId;
            data.TraceFlags = ActivityTraceFlags.Recorded;
        }
    }
}
