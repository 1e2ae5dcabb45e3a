namespace Observe.Alerts.Group;

/// <summary>What a group was last told.</summary>
public sealed record GroupNotice(DateTimeOffset At, IReadOnlySet<string> Firing, IReadOnlySet<string> Resolved);
