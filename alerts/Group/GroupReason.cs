namespace Observe.Alerts.Group;

/// <summary>Why a group is told something.</summary>
public enum GroupReason
{
    /// <summary>An alert fires that it was not told of.</summary>
    Firing,

    /// <summary>An alert that it was told of has resolved, and none fires that it was not told of.</summary>
    Resolved,

    /// <summary>Nothing has changed for as long as the repeat interval.</summary>
    Repeat,
}
