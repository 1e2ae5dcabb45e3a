namespace Observe.Alerts.Group;

/// <summary>A look at a group whose time had come.</summary>
/// <param name="At">The time it was for, from which the id of its message is derived.</param>
/// <param name="Reason">Null when there is nothing to tell.</param>
public sealed record GroupFlush(DateTimeOffset At, GroupReason? Reason, IReadOnlyList<GroupAlert> Alerts, GroupState Next);
