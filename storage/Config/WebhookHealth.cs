namespace Observe.Storage.Config;

/// <summary>What became of the attempts at one webhook.</summary>
/// <param name="LastSuccessAt">Null when none succeeded in <see cref="WebhookHealthReader.LookBack"/>.</param>
/// <param name="FailingSince">The first failure that no success followed; null when the last attempt succeeded.</param>
/// <param name="LastFailureAt">The last of those failures.</param>
/// <param name="LastFailure">What it met: <c>503</c>, or why there was no answer.</param>
/// <param name="GivenUp">Messages of <see cref="WebhookHealthReader.Recent"/> that were given up; test pings are not counted.</param>
/// <param name="Waiting">Messages of that time that failed and wait for another attempt.</param>
public sealed record WebhookHealth(
    string WebhookId, DateTimeOffset? LastSuccessAt = null, DateTimeOffset? FailingSince = null, DateTimeOffset? LastFailureAt = null,
    string LastFailure = "", long GivenUp = 0, long Waiting = 0);

/// <summary>A webhook, and whether what is sent to it arrives.</summary>
/// <param name="Webhook">Null when it was deleted, and rules tell it still.</param>
public sealed record WebhookStatus(Webhook? Webhook, WebhookHealth Health)
{
    /// <summary>A failure that the first retries heal is none that people need to know of.</summary>
    private static readonly TimeSpan Hiccup = TimeSpan.FromMinutes(2);

    public bool IsDisabledByObserve => Webhook is { Enabled: false, DisabledReason.Length: > 0 };

    public bool IsFailing(DateTimeOffset now) => Webhook is { Enabled: true } && Health.FailingSince is { } since && now - since >= Hiccup;

    /// <summary>Messages do not arrive, and nobody wanted that.</summary>
    public bool HasTrouble(DateTimeOffset now) =>
        IsDisabledByObserve || IsFailing(now) || (Health.GivenUp > 0 && Webhook is not { Enabled: false });
}
