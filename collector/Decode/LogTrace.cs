using System.Text;
using Observe.Functions.Normalisation;

namespace Observe.Collector.Decode;

/// <summary>The trace of a log record whose writer knows only the id that AWS X-Ray gave it.</summary>
internal static class LogTrace
{
    // Of the loggers of Powertools, of Lambda's own JSON format, and of the convention for spans.
    private static readonly string[] Keys = ["xray_trace_id", "xrayTraceId", "aws.xray.trace_id"];

    public static bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (var known in Keys)
        {
            if (Ascii.Equals(key, known))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The 16 bytes of the trace id, or none.</summary>
    public static byte[] Read(AttributeLookup attribute)
    {
        foreach (var key in Keys)
        {
            if (attribute(key) is { } text && (XRayContext.TraceIdOf(text) ?? XRayContext.Parse(text)?.TraceId) is { } id)
            {
                return Convert.FromHexString(id);
            }
        }
        return [];
    }
}
