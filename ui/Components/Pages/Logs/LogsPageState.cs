using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Logs;

/// <summary>What the log list shows.</summary>
/// <param name="Search">Text in the search language; empty for everything.</param>
/// <param name="Open">Id of the opened record; empty for none.</param>
/// <param name="ShowsPatterns">What the lines have in common in place of the lines.</param>
public sealed record LogsPageState(string Search, PageRange Range, string Open = "", bool ShowsPatterns = false)
{
    private const string Patterns = "patterns";

    public static LogsPageState? Parse(Uri address)
    {
        if (address.AbsolutePath != ObserveUrls.LogsPath)
        {
            return null;
        }
        var query = UrlQuery.Parse(address);
        return new LogsPageState(query["q"] ?? "", PageRange.Parse(address), query["open"] ?? "", query["view"] == Patterns);
    }

    public string ToUrl() => UrlQuery.With(new Uri(new Uri("http://page"), ObserveUrls.Logs(Search, Range)), ("open", Open), ("view", ShowsPatterns ? Patterns : null));
}
