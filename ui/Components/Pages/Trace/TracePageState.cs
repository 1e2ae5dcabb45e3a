using Observe.Storage;
using Observe.UI.Addresses;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Trace;

/// <summary>One trace, and what of it is open.</summary>
/// <param name="TraceId">As the address has it: it may be no trace id at all, and the page then says so.</param>
/// <param name="Span">The span whose drawer is open; empty for none.</param>
/// <param name="Find">Text searched for inside the trace.</param>
/// <param name="Zoom">The span that fills the flame graph; empty for the whole trace.</param>
/// <param name="Sort">Of the table of operations.</param>
public sealed record TracePageState(
    string TraceId, SpanId Span = default, TraceTab Tab = TraceTab.Waterfall, string Find = "", bool ErrorsOnly = false,
    SpanId Zoom = default, OperationSort Sort = OperationSort.Self)
{
    private const string Yes = "1";

    private static readonly (TraceTab Tab, string Name)[] Views =
        [(TraceTab.Logs, "logs"), (TraceTab.Flame, "flame"), (TraceTab.Operations, "operations")];

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
            Views.FirstOrDefault(view => view.Name == query["view"]).Tab,
            query["find"] ?? "",
            query["errors"] == Yes,
            SpanId.TryParse(query["zoom"], out var zoom) ? zoom : default,
            Enum.TryParse<OperationSort>(query["sort"], ignoreCase: true, out var sort) && Enum.IsDefined(sort) ? sort : OperationSort.Self);
    }

    public string ToUrl() => UrlQuery.Build(
        $"{ObserveUrls.TracePath}/{Uri.EscapeDataString(TraceId)}",
        ("span", Span.IsEmpty ? null : Span.ToString()),
        ("view", Views.FirstOrDefault(view => view.Tab == Tab).Name),
        ("find", Find),
        ("errors", ErrorsOnly ? Yes : null),
        ("zoom", Zoom.IsEmpty ? null : Zoom.ToString()),
        ("sort", Sort == OperationSort.Self ? null : Sort.ToString().ToLowerInvariant()));
}

public enum TraceTab
{
    Waterfall,
    Logs,
    Flame,
    Operations,
}
