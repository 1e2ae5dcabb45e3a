using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Alerts;

/// <summary>Address: <c>/alerts</c>, or <c>/alerts/RULE</c> with a rule open.</summary>
public sealed record AlertsPageState(PageRange Range, string? RuleId)
{
    public static AlertsPageState? Parse(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        if (path == ObserveUrls.AlertsPath)
        {
            return new AlertsPageState(PageRange.Parse(address), null);
        }
        var isRule = path.StartsWith(ObserveUrls.AlertsPath + "/", StringComparison.Ordinal);
        var id = isRule ? Uri.UnescapeDataString(path[(ObserveUrls.AlertsPath.Length + 1)..]) : "";
        return id.Length > 0 && !id.Contains('/', StringComparison.Ordinal)
            ? new AlertsPageState(PageRange.Parse(address), id)
            : null;
    }

    public string ToUrl() => UrlQuery.Build(
        RuleId is null ? ObserveUrls.AlertsPath : $"{ObserveUrls.AlertsPath}/{Uri.EscapeDataString(RuleId)}",
        ("from", Range.FromParameter), ("to", Range.ToParameter));
}
