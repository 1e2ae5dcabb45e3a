namespace Observe.Alerts.Deliver;

/// <summary>What one attempt met.</summary>
/// <param name="Status">0 when there was no answer.</param>
/// <param name="Error">Why there was none; empty otherwise.</param>
/// <param name="Refused">The outgoing guard let it not through.</param>
public sealed record AttemptResult(
    int Status, string Error, TimeSpan Duration, string Answer, TimeSpan? RetryAfter, bool Refused = false)
{
    public bool IsSuccess => Status is >= 200 and < 300;
    public bool IsGone => Status == 410;

    /// <summary>Network, timeout, 408, 425, 429 and 5xx may go away; a refusal, a redirect and any other 4xx do not.</summary>
    public bool MayPass => !Refused && Status is 0 or 408 or 425 or 429 or >= 500;
}
