using System.Globalization;
using Observe.UI.Addresses;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Services;

/// <summary>Address: <c>/services?view=map&amp;focus=payments&amp;filter=pay&amp;least=1&amp;failing=1&amp;fit=1&amp;sort=-p95&amp;compare=previous</c>.</summary>
/// <param name="View">map or table; empty for both.</param>
/// <param name="Focus">Id of a node of the map; empty for all of them.</param>
/// <param name="Filter">In the names of services and nodes.</param>
/// <param name="LeastPerMinute">Calls below it are not drawn; null for as many as can be read.</param>
/// <param name="Fits">The whole map in the width of the page, however small that makes it.</param>
public sealed record ServicesPageState(
    PageRange Range, string View, string Focus, string Filter, double? LeastPerMinute, bool FailingOnly, bool Fits, string SortName, bool Descending, bool Compares)
{
    public const string MapView = "map";
    public const string TableView = "table";
    private const string Previous = "previous";
    private const string Yes = "1";

    public bool HasMap => View != TableView;

    public bool HasTable => View != MapView;

    public RequestSort Sort => RequestSort.All[SortName];

    public MapFilter MapFilter => new(Focus, Filter, LeastPerMinute, FailingOnly);

    public static ServicesPageState? Parse(Uri address)
    {
        if (address.AbsolutePath != ObserveUrls.ServicesPath)
        {
            return null;
        }
        var query = UrlQuery.Parse(address);
        var (sort, descending) = RequestSort.Parse(query["sort"]);
        double? least = double.TryParse(query["least"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && double.IsFinite(rate) ? rate : null;
        return new ServicesPageState(
            PageRange.Parse(address), query["view"] is MapView or TableView ? query["view"]! : "", query["focus"] ?? "", query["filter"] ?? "", least,
            query["failing"] == Yes, query["fit"] == Yes, sort, descending, query["compare"] == Previous);
    }

    public string ToUrl() => UrlQuery.Build(
        ObserveUrls.ServicesPath,
        ("view", View),
        ("focus", Focus),
        ("filter", Filter),
        ("least", LeastPerMinute?.ToString(CultureInfo.InvariantCulture)),
        ("failing", FailingOnly ? Yes : null),
        ("fit", Fits ? Yes : null),
        ("sort", RequestSort.Text(SortName, Descending)),
        ("compare", Compares ? Previous : null),
        ("from", Range.FromParameter),
        ("to", Range.ToParameter));

    /// <summary>A first click on a column shows its largest first (names: A first); a second turns it round.</summary>
    public ServicesPageState SortedBy(RequestSort sort) => sort.Name == SortName
        ? this with { Descending = !Descending }
        : this with { SortName = sort.Name, Descending = sort.Name != "name" };
}
