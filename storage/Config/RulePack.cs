using System.Text.Json;

namespace Observe.Storage.Config;

/// <summary>Rules to start from, for every function: <c>storage/Config/ServerlessPack.json</c>.</summary>
public static class RulePack
{
    private const string ResourceName = "ServerlessPack.json";

    public static IReadOnlyList<AlertRule> Serverless { get; } = Read();

    private static IReadOnlyList<AlertRule> Read()
    {
        using var stream = typeof(RulePack).Assembly.GetManifestResourceStream(ResourceName)!;
        return [.. JsonSerializer.Deserialize<IReadOnlyList<Entry>>(stream, JsonSerializerOptions.Web)!.Select(entry => entry.ToRule())];
    }

    private sealed record Entry(
        string Name, string Type, double Threshold, double? RecoveryThreshold, string Window, string? For, string? KeepFiringFor)
    {
        public AlertRule ToRule() => new()
        {
            UpdatedAt = DateTimeOffset.UnixEpoch,
            Name = Name,
            Type = Type,
            Function = AlertRule.EveryFunction,
            Threshold = Threshold,
            RecoveryThreshold = RecoveryThreshold,
            Window = Duration(Window),
            For = Duration(For ?? "0s"),
            KeepFiringFor = Duration(KeepFiringFor ?? "0s"),
        };

        private static TimeSpan Duration(string text) =>
            DurationText.TryParse(text, out var duration) ? duration : throw new FormatException($"'{text}' is not a duration.");
    }
}
