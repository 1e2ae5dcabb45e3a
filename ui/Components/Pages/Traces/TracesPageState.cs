using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Traces;

/// <summary>What the trace list shows.</summary>
/// <param name="Search">Text in the search language; empty for everything.</param>
public sealed record TracesPageState(string Search, PageRange Range)
{
    public static TracesPageState? Parse(Uri address) => address.AbsolutePath == ObserveUrls.TracesPath
        ? new TracesPageState(UrlQuery.Parse(address)["q"] ?? "", PageRange.Parse(address))
        : null;

    public string ToUrl() => ObserveUrls.Traces(Search, Range);
}
