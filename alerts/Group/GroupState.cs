namespace Observe.Alerts.Group;

/// <summary>Where a group stands.</summary>
/// <param name="LastNotice">Null when it was never told anything.</param>
/// <param name="NextFlush">When it is looked at next; null while it holds no alert.</param>
/// <param name="LastFlush">When it was looked at last: what resolved since then belongs to it still.</param>
public sealed record GroupState(GroupNotice? LastNotice, DateTimeOffset? NextFlush, DateTimeOffset? LastFlush)
{
    /// <summary>As it is after a start: the looks since the last notice at which nothing was told left no trace, and need none.</summary>
    public static GroupState After(GroupNotice? notice) => new(notice, null, notice?.At);
}
