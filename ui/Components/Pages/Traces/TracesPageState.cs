using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Traces;

/// <summary>What the trace list shows.</summary>
/// <param name="Search">Text in the search language; empty for everything.</param>
/// <param name="Selection">The part of the heatmap that the list is narrowed to and compared with the rest; null for none.</param>
/// <param name="IsTail">What arrives, as it arrives, in place of the list.</param>
public sealed record TracesPageState(string Search, PageRange Range, TraceSelection? Selection = null, bool IsTail = false)
{
    private const string Tail = "tail";

    public static TracesPageState? Parse(Uri address) => address.AbsolutePath == ObserveUrls.TracesPath
        ? new TracesPageState(UrlQuery.Parse(address)["q"] ?? "", PageRange.Parse(address), TraceSelection.Parse(UrlQuery.Parse(address)["sel"]), UrlQuery.Parse(address)["view"] == Tail)
        : null;

    public string ToUrl() => UrlQuery.With(new Uri(new Uri("http://page"), ObserveUrls.Traces(Search, Range, Selection?.ToString())), ("view", IsTail ? Tail : null));
}
