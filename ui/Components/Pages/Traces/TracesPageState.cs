using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Traces;

/// <summary>What the trace list shows.</summary>
/// <param name="Search">Text in the search language; empty for everything.</param>
/// <param name="Selection">The part of the heatmap that the list is narrowed to and compared with the rest; null for none.</param>
public sealed record TracesPageState(string Search, PageRange Range, TraceSelection? Selection = null)
{
    public static TracesPageState? Parse(Uri address) => address.AbsolutePath == ObserveUrls.TracesPath
        ? new TracesPageState(UrlQuery.Parse(address)["q"] ?? "", PageRange.Parse(address), TraceSelection.Parse(UrlQuery.Parse(address)["sel"]))
        : null;

    public string ToUrl() => ObserveUrls.Traces(Search, Range, Selection?.ToString());
}
