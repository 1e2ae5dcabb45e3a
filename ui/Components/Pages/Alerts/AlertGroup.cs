using Observe.Storage.Config;

namespace Observe.UI.Components.Pages.Alerts;

/// <summary>Rules that need the same kind of look, the most urgent group first.</summary>
public sealed record AlertGroup(string Title, IReadOnlyList<AlertStatus> Statuses)
{
    private static readonly string[] Order = ["Firing", "Pending", "Not measured", "Calm", "Disabled"];

    public static IReadOnlyList<AlertGroup> Of(IEnumerable<AlertStatus> statuses) =>
        [.. statuses
            .GroupBy(TitleOf)
            .OrderBy(group => Array.IndexOf(Order, group.Key))
            .Select(group => new AlertGroup(group.Key, [.. group.OrderBy(status => status.Rule.Name, StringComparer.OrdinalIgnoreCase)]))];

    private static string TitleOf(AlertStatus status) =>
        !status.Rule.Enabled ? "Disabled"
        : status.IsOpen ? "Firing"
        : status.State switch
        {
            AlertState.Pending => "Pending",
            AlertState.NoData or AlertState.Error => "Not measured",
            _ => "Calm",
        };
}
