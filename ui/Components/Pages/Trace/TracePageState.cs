using Observe.Storage;
using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Trace;

/// <summary>One trace, and what of it is open.</summary>
/// <param name="TraceId">As the address has it: it may be no trace id at all, and the page then says so.</param>
/// <param name="Span">The span whose drawer is open; empty for none.</param>
/// <param name="Find">Text searched for inside the trace.</param>
public sealed record TracePageState(
    string TraceId, SpanId Span = default, TraceTab Tab = TraceTab.Waterfall, string Find = "", bool ErrorsOnly = false)
{
    private const string Yes = "1";

    public static TracePageState? Parse(Uri address)
    {
        var parts = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || "/" + parts[0] != ObserveUrls.TracePath)
        {
            return null;
        }
        var query = UrlQuery.Parse(address);
        return new TracePageState(
            Uri.UnescapeDataString(parts[1]),
            SpanId.TryParse(query["span"], out var span) ? span : default,
            query["view"] == "logs" ? TraceTab.Logs : TraceTab.Waterfall,
            query["find"] ?? "",
            query["errors"] == Yes);
    }

    public string ToUrl() => UrlQuery.Build(
        $"{ObserveUrls.TracePath}/{Uri.EscapeDataString(TraceId)}",
        ("span", Span.IsEmpty ? null : Span.ToString()),
        ("view", Tab == TraceTab.Logs ? "logs" : null),
        ("find", Find),
        ("errors", ErrorsOnly ? Yes : null));
}

public enum TraceTab
{
    Waterfall,
    Logs,
}
