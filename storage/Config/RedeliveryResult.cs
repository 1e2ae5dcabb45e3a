namespace Observe.Storage.Config;

/// <summary>What became of a wish to send many messages again.</summary>
/// <param name="Queued">Messages that are in the outbox again.</param>
/// <param name="Left">Messages over the limit: ask again for them.</param>
public sealed record RedeliveryResult(int Queued, long Left)
{
    /// <summary>The most that is queued at once.</summary>
    public const int MaxMessages = 1_000;
}
