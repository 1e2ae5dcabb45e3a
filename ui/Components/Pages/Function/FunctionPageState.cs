using Observe.Functions.Invocations;
using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Function;

/// <summary>One function, a view of it, and the time.</summary>
/// <param name="Id">As the address has it: it may be no id at all, and the page then says so.</param>
/// <param name="Shown">Which invocations the list of them shows.</param>
/// <param name="Instance">Only the invocations on this one; empty for all.</param>
public sealed record FunctionPageState(string Id, FunctionTab Tab, PageRange Range, InvocationFilter Shown, string Instance = "")
{
    /// <summary>Null when the address holds no function's id.</summary>
    public FunctionId? Function => FunctionId.TryParse(Id, out var id) ? id : null;

    public static FunctionPageState? Parse(Uri address)
    {
        var parts = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 2 or > 3 || "/" + parts[0] != ObserveUrls.FunctionsPath)
        {
            return null;
        }
        var query = UrlQuery.Parse(address);
        return FunctionTab.Parse(parts.Length == 3 ? Uri.UnescapeDataString(parts[2]) : "") is { } tab
            ? new FunctionPageState(
                Uri.UnescapeDataString(parts[1]), tab, PageRange.Parse(address), InvocationFilter.Parse(query["show"]), query["instance"] ?? "")
            : null;
    }

    public string ToUrl() => UrlQuery.Build(
        ObserveUrls.FunctionPath(Id, Tab.Name),
        ("show", Shown.Name), ("instance", Instance), ("from", Range.FromParameter), ("to", Range.ToParameter));

    /// <summary>Another view of the same function and time.</summary>
    public string UrlOf(FunctionTab tab) => new FunctionPageState(Id, tab, Range, InvocationFilter.Every).ToUrl();
}
