using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Settings;

/// <summary>Address: <c>/settings?from=now-24h</c>; the range is that of the ingest accounting.</summary>
public sealed record SettingsPageState(PageRange Range)
{
    public static SettingsPageState? Parse(Uri address) =>
        address.AbsolutePath == ObserveUrls.SettingsPath ? new SettingsPageState(PageRange.Parse(address)) : null;

    public string ToUrl() => ObserveUrls.Settings(Range);
}
