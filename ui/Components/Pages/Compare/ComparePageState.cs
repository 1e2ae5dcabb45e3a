using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Compare;

/// <summary>Two traces, and what of them is shown.</summary>
/// <param name="A">As the address has it: it may be no trace id at all, and the page then says so.</param>
/// <param name="OnlyDiffering">Spans that are as long in both are left out.</param>
public sealed record ComparePageState(string A, string B, bool OnlyDiffering = false)
{
    private const string Differing = "differing";

    public static ComparePageState? Parse(Uri address) =>
        address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var page, var a, ObserveUrls.ComparePart, var b]
        && $"/{page}" is ObserveUrls.TracePath or ObserveUrls.TracesPath
            ? new ComparePageState(Uri.UnescapeDataString(a), Uri.UnescapeDataString(b), UrlQuery.Parse(address)["show"] == Differing)
            : null;

    public string ToUrl() => UrlQuery.Build(ObserveUrls.Compare(A, B), ("show", OnlyDiffering ? Differing : null));
}
