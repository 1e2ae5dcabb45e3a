namespace Observe.Server;

/// <summary>Which rooms of the house run in this process.</summary>
public sealed record RoleSet(bool Collector, bool UI, bool Api, bool Alerts)
{
    public const string AllNames = "collector,ui,api,alerts";

    public bool IsAll => Collector && UI && Api && Alerts;

    /// <summary>Pages or API: something that people or programs call.</summary>
    public bool Serves => UI || Api;

    /// <summary>False names the first word that is no role.</summary>
    public static bool TryParse(string text, out RoleSet roles, out string unknown)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.ToLowerInvariant()).ToHashSet();
        roles = new(names.Contains("collector"), names.Contains("ui"), names.Contains("api"), names.Contains("alerts"));
        names.ExceptWith(AllNames.Split(','));
        unknown = names.Order(StringComparer.Ordinal).FirstOrDefault() ?? "";
        return unknown.Length == 0 && roles != new RoleSet(false, false, false, false);
    }
}
