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
