namespace Observe.Storage.Config;

/// <summary>Checks a silence before it is saved; all errors at once.</summary>
public static class SilenceValidator
{
    public const int MaxMatchers = 20;
    public const int MaxTextLength = 512;
    private static readonly TimeSpan MaxLength = TimeSpan.FromDays(365);

    public static IReadOnlyList<FieldError> Validate(Silence silence, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        Check(silence.Matchers.Count is > 0 and <= MaxMatchers, "matchers", $"1 to {MaxMatchers} matchers.");
        foreach (var matcher in silence.Matchers.Take(MaxMatchers))
        {
            Check(matcher.Label.Length is > 0 and <= MaxTextLength, "matchers", "Each names a label.");
            var isShort = matcher.Value.Length <= MaxTextLength;
            Check(isShort, "matchers", $"A value has at most {MaxTextLength} characters.");
            if (isShort && matcher.Fault() is { } fault)
            {
                errors.Add(new FieldError("matchers", fault));
            }
        }
        // One that matches an alert without labels matches every alert.
        Check(errors.Count > 0 || !silence.Matches(new Dictionary<string, string>()), "matchers", "At least one must ask for something: these match every alert.");
        Check(silence.Reason.Trim().Length is > 0 and <= MaxTextLength, "reason", $"A reason of 1 to {MaxTextLength} characters.");
        Check(silence.EndsAt > now, "endsAt", "A time that is to come.");
        Check(silence.EndsAt > silence.StartsAt && silence.EndsAt - silence.StartsAt <= MaxLength, "endsAt", "After its start, at most a year.");
        return errors;

        void Check(bool isFine, string field, string message)
        {
            if (!isFine)
            {
                errors.Add(new FieldError(field, message));
            }
        }
    }
}
