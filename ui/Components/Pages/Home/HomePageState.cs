using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Home;

public sealed record HomePageState(PageRange Range)
{
    public static HomePageState? Parse(Uri address) =>
        address.AbsolutePath == ObserveUrls.HomePath ? new HomePageState(PageRange.Parse(address)) : null;

    public string ToUrl() => ObserveUrls.Home(Range);
}
