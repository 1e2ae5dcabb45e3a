using Observe.UI.Addresses;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Service;

/// <summary>Address: <c>/services/payments?sort=-p95&amp;compare=previous</c>; the name is escaped.</summary>
/// <param name="Compares">Operations stand against those of the same length of time before.</param>
public sealed record ServicePageState(PageRange Range, string Name, string SortName, bool Descending, bool Compares)
{
    private const string Prefix = ObserveUrls.ServicesPath + "/";
    private const string Previous = "previous";

    public RequestSort Sort => RequestSort.All[SortName];

    public static ServicePageState? Parse(Uri address)
    {
        var path = address.AbsolutePath;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || path.Length == Prefix.Length)
        {
            return null;
        }
        var query = UrlQuery.Parse(address);
        var (sort, descending) = RequestSort.Parse(query["sort"]);
        return new ServicePageState(PageRange.Parse(address), Uri.UnescapeDataString(path[Prefix.Length..]), sort, descending, query["compare"] == Previous);
    }

    public string ToUrl() => UrlQuery.Build(
        ObserveUrls.ServicePath(Name),
        ("sort", RequestSort.Text(SortName, Descending)),
        ("compare", Compares ? Previous : null),
        ("from", Range.FromParameter),
        ("to", Range.ToParameter));

    /// <summary>A first click on a column shows its largest first (names: A first); a second turns it round.</summary>
    public ServicePageState SortedBy(RequestSort sort) => sort.Name == SortName
        ? this with { Descending = !Descending }
        : this with { SortName = sort.Name, Descending = sort.Name != "name" };
}
