using System.Diagnostics;

namespace Observe.Sdk;

/// <summary>
/// Carries the W3C trace context in and out of headers and message attributes. Outgoing calls of <see cref="HttpClient"/>
/// need none of this: .NET adds the header itself.
/// </summary>
public static class TraceContext
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    /// <summary>Of <c>Root=1-8hex-24hex</c>.</summary>
    private const int XRayRootLength = 40;

    /// <summary>Reads the caller's context.</summary>
    /// <param name="header">Gives the value of a header, or null when it is absent.</param>
    /// <returns>The context, or an empty one when there is none or it is malformed.</returns>
    public static ActivityContext Extract(Func<string, string?> header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return ActivityContext.TryParse(header(TraceParent), header(TraceState), isRemote: true, out var context)
            ? context
            : default;
    }

    /// <summary>Reads the context of an AWS header (<c>X-Amzn-Trace-Id</c>, <c>AWSTraceHeader</c>).</summary>
    /// <param name="header">Such as <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>, or null.</param>
    /// <returns>
    /// The context, recorded when it says <c>Sampled=1</c>; an empty one when it names no trace or no parent. What nobody recorded cannot be a
    /// parent that is found again.
    /// </returns>
    public static ActivityContext ExtractXRay(string? header)
    {
        ReadOnlySpan<char> trace = default, parent = default;
        var recorded = false;
        var text = header.AsSpan();
        foreach (var range in text.Split(';'))
        {
            var field = text[range].Trim();
            if (field.StartsWith("Root=1-", StringComparison.Ordinal) && field.Length == XRayRootLength && field[15] == '-')
            {
                trace = field[7..];
            }
            else if (field.StartsWith("Parent=", StringComparison.Ordinal))
            {
                parent = field[7..];
            }
            else if (field.SequenceEqual("Sampled=1"))
            {
                recorded = true;
            }
        }
        if (trace.IsEmpty || parent.IsEmpty)
        {
            return default;
        }
        return ActivityContext.TryParse($"00-{trace[..8]}{trace[9..]}-{parent}-{(recorded ? "01" : "00")}", null, isRemote: true, out var context)
            ? context
            : default;
    }

    /// <summary>Writes the context of the current span, so that the receiver of a message can continue the trace.</summary>
    /// <param name="setHeader">Receives the name and the value of each header to send.</param>
    public static void Inject(Action<string, string> setHeader)
    {
        ArgumentNullException.ThrowIfNull(setHeader);
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity)
        {
            return;
        }
        setHeader(TraceParent, id);
        if (!string.IsNullOrEmpty(activity.TraceStateString))
        {
            setHeader(TraceState, activity.TraceStateString);
        }
    }
}
