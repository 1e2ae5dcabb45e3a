using Observe.Storage.Read;
using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Functions;

/// <summary>Address: <c>/functions?sort=-cold&amp;filter=pay&amp;provider=aws</c>; a minus sorts from the largest down.</summary>
/// <param name="Provider">As it is stored; empty for all.</param>
/// <param name="Compares">Costs stand against those of the same length of time before: <c>&amp;compare=previous</c>.</param>
public sealed record FunctionsPageState(
    PageRange Range, string SortName, bool Descending, string Filter, string Provider, bool Compares = false)
{
    private const string Previous = "previous";

    private const string DefaultSort = "-invocations";

    public FunctionSort Sort => FunctionSort.All[SortName];

    public static FunctionsPageState? Parse(Uri address)
    {
        if (address.AbsolutePath != ObserveUrls.FunctionsPath)
        {
            return null;
        }
        var query = UrlQuery.Parse(address);
        var sort = query["sort"] ?? DefaultSort;
        if (!FunctionSort.All.ContainsKey(sort.TrimStart('-')))
        {
            sort = DefaultSort;
        }
        return new FunctionsPageState(
            PageRange.Parse(address), sort.TrimStart('-'), sort.StartsWith('-'), query["filter"] ?? "", query["provider"] ?? "",
            query["compare"] == Previous);
    }

    public string ToUrl()
    {
        var sort = $"{(Descending ? "-" : "")}{SortName}";
        return UrlQuery.Build(
            ObserveUrls.FunctionsPath,
            ("sort", sort == DefaultSort ? null : sort),
            ("filter", Filter),
            ("provider", Provider),
            ("compare", Compares ? Previous : null),
            ("from", Range.FromParameter),
            ("to", Range.ToParameter));
    }

    /// <summary>A first click on a column shows its largest first (names: A first); a second turns it round.</summary>
    public FunctionsPageState SortedBy(FunctionSort sort) => sort.Name == SortName
        ? this with { Descending = !Descending }
        : this with { SortName = sort.Name, Descending = sort.Name != "name" };

    public IReadOnlyList<FunctionSummary> Select(IReadOnlyList<FunctionSummary> functions) =>
        Sort.Apply(functions.Where(IsShown), Descending);

    private bool IsShown(FunctionSummary function) =>
        (Provider.Length == 0 || function.Identity.Provider == Provider)
        && (Filter.Length == 0 || function.Identity.Name.Contains(Filter, StringComparison.OrdinalIgnoreCase));
}
