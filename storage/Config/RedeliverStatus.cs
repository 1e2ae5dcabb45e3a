namespace Observe.Storage.Config;

/// <summary>What became of a wish to send one message again.</summary>
public enum RedeliverStatus
{
    /// <summary>It is in the outbox again, with a fresh schedule.</summary>
    Queued,

    /// <summary>Nothing of that id was ever sent to that webhook.</summary>
    Unknown,

    /// <summary>It is older than what the outbox looks at, and would never be sent.</summary>
    TooOld,
}
