namespace Observe.Storage.Config;

/// <summary>A silence as a program writes it: from now on without a start, and for a duration where no end is given.</summary>
public sealed record AlertsSilenceBody
{
    public IReadOnlyList<SilenceMatcher>? Matchers { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Instead of the end, like "2h".</summary>
    public string? Duration { get; init; }

    public string? Reason { get; init; }

    /// <param name="author">Who asks; empty where nobody signs in.</param>
    public Silence ToSilence(DateTimeOffset now, string author, ICollection<FieldError> errors)
    {
        var startsAt = StartsAt ?? now;
        var endsAt = EndsAt ?? startsAt;
        if (Duration is not null)
        {
            if (DurationText.TryParse(Duration, out var duration) && duration <= TimeSpan.FromDays(366) && EndsAt is null)
            {
                endsAt = startsAt + duration;
            }
            else
            {
                errors.Add(new FieldError("duration", "A duration like \"2h\", and no end beside it."));
            }
        }
        return new Silence
        {
            Matchers = [.. (Matchers ?? []).OfType<SilenceMatcher>().Select(matcher => new SilenceMatcher(matcher.Label ?? "", matcher.Operator ?? "=", matcher.Value ?? ""))],
            StartsAt = startsAt,
            EndsAt = endsAt,
            Author = author,
            Reason = Reason ?? "",
        };
    }
}
