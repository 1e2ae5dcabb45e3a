namespace Observe.Storage.Config;

/// <summary>A time in which nobody is told of the alerts that all of its matchers match.</summary>
public sealed record Silence
{
    /// <summary>Empty until it is saved.</summary>
    public string Id { get; init; } = "";

    /// <summary>0 until it is saved.</summary>
    public long Version { get; init; }

    public required IReadOnlyList<SilenceMatcher> Matchers { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Who made it, or changed it last; empty where nobody signs in.</summary>
    public string Author { get; init; } = "";

    public required string Reason { get; init; }

    /// <summary>The name of the file that it comes from, by which alone it can be changed; empty when it was made by hand.</summary>
    public string ProvisionedFrom { get; init; } = "";

    public bool IsActive(DateTimeOffset now) => State(now) == SilenceState.Active;

    public SilenceState State(DateTimeOffset now) =>
        now >= EndsAt ? SilenceState.Expired : now >= StartsAt ? SilenceState.Active : SilenceState.Pending;

    public bool Matches(IReadOnlyDictionary<string, string> labels) => Matchers.All(matcher => matcher.Matches(labels));
}
