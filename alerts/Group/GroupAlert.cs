namespace Observe.Alerts.Group;

/// <summary>An alert of a group: one that fires, or that has resolved.</summary>
/// <param name="EndsAt">Null while it fires.</param>
public sealed record GroupAlert(string Fingerprint, DateTimeOffset StartsAt, DateTimeOffset? EndsAt)
{
    public bool IsFiring => EndsAt is null;
}
