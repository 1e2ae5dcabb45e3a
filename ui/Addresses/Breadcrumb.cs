namespace Observe.UI.Addresses;

/// <summary>One step of the path in the top bar; the last has no link.</summary>
public sealed record Breadcrumb(string Text, string? Url)
{
    /// <summary>The steps to an address, from its path alone: pages need not announce themselves.</summary>
    public static IReadOnlyList<Breadcrumb> Of(Uri address)
    {
        var parts = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            return [new("Home", null)];
        }
        var (title, url) = Section(parts[0]);
        if (url == ObserveUrls.FunctionsPath && parts.Length > 1)
        {
            // The id says nothing to a reader, and the page's head has the name.
            return [new(title, url), new(parts.Length == 2 ? "Function" : Words(parts[^1]), null)];
        }
        if (url == ObserveUrls.ServicesPath && parts.Length > 1)
        {
            return [new(title, url), new("Service", null)];
        }
        if (url == ObserveUrls.TracesPath && parts is [_, var first, ObserveUrls.ComparePart, _])
        {
            var id = Uri.UnescapeDataString(first);
            return [new(title, url), new(Short(id), ObserveUrls.Trace(id)), new("Compare", null)];
        }
        if (url == ObserveUrls.SettingsPath && parts.Length > 1)
        {
            return [new(title, url), new(Words(parts[^1]), null)];
        }
        return parts.Length == 1
            ? [new(title, null)]
            : [new(title, url), new(Short(Uri.UnescapeDataString(parts[^1])), null)];
    }

    private static (string Title, string Url) Section(string part) => $"/{part}" switch
    {
        ObserveUrls.TracesPath or ObserveUrls.TracePath => ("Traces", ObserveUrls.TracesPath),
        ObserveUrls.LogsPath => ("Logs", ObserveUrls.LogsPath),
        ObserveUrls.FunctionsPath => ("Functions", ObserveUrls.FunctionsPath),
        ObserveUrls.ServicesPath => ("Services", ObserveUrls.ServicesPath),
        ObserveUrls.AlertsPath => ("Alerts", ObserveUrls.AlertsPath),
        ObserveUrls.SettingsPath => ("Settings", ObserveUrls.SettingsPath),
        _ => (char.ToUpperInvariant(part[0]) + part[1..], $"/{part}"),
    };

    private static string Words(string part) => char.ToUpperInvariant(part[0]) + part[1..].Replace('-', ' ');

    private static string Short(string part) => part.Length <= 16 ? part : $"{part[..8]}…{part[^4..]}";
}
