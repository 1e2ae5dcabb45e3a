using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Logs;

/// <summary>What the log list shows.</summary>
/// <param name="Search">Text in the search language; empty for everything.</param>
/// <param name="Open">Id of the opened record; empty for none.</param>
public sealed record LogsPageState(string Search, PageRange Range, string Open = "", LogsView View = LogsView.Lines)
{
    private static readonly (LogsView View, string Name)[] Views = [(LogsView.Patterns, "patterns"), (LogsView.Tail, "tail")];

    public static LogsPageState? Parse(Uri address)
    {
        if (address.AbsolutePath != ObserveUrls.LogsPath)
        {
            return null;
        }
        var query = UrlQuery.Parse(address);
        return new LogsPageState(query["q"] ?? "", PageRange.Parse(address), query["open"] ?? "", Views.FirstOrDefault(view => view.Name == query["view"]).View);
    }

    public string ToUrl() => UrlQuery.With(new Uri(new Uri("http://page"), ObserveUrls.Logs(Search, Range)), ("open", Open), ("view", Views.FirstOrDefault(view => view.View == View).Name));
}

public enum LogsView
{
    Lines,

    /// <summary>What the lines have in common.</summary>
    Patterns,

    /// <summary>What arrives, as it arrives.</summary>
    Tail,
}
