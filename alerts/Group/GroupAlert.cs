namespace Observe.Alerts.Group;

/// <summary>An alert of a group: one that fires, or that has resolved.</summary>
/// <param name="EndsAt">Null while it fires.</param>
/// <param name="IsSilenced">A silence matches it.</param>
public sealed record GroupAlert(string Fingerprint, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, bool IsSilenced = false)
{
    public bool IsFiring => EndsAt is null;
}
