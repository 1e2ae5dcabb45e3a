using Observe.Storage;

namespace Observe.UI.Shaping;

/// <summary>Attributes by the first part of their names, in the order in which the groups first appear.</summary>
public static class TraceAttributeGroups
{
    private const string Ungrouped = "other";

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["faas"] = "Invocation",
        ["http"] = "HTTP",
        ["url"] = "HTTP",
        ["db"] = "Database",
        ["messaging"] = "Messaging",
        ["rpc"] = "RPC",
        ["exception"] = "Exception",
        ["observe"] = "Observe",
        [Ungrouped] = "Other",
    };

    public static IReadOnlyList<TraceAttributeGroup> Of(IEnumerable<TelemetryAttribute> attributes) =>
        [.. attributes.GroupBy(attribute => TitleOf(attribute.Key)).Select(group => new TraceAttributeGroup(group.Key, [.. group]))];

    private static string TitleOf(string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        var prefix = dot > 0 ? key[..dot] : Ungrouped;
        return Titles.GetValueOrDefault(prefix, prefix);
    }
}

public sealed record TraceAttributeGroup(string Title, IReadOnlyList<TelemetryAttribute> Attributes);
