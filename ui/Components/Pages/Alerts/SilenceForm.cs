using Observe.Storage;
using Observe.Storage.Config;
using Observe.UI.Browser;

namespace Observe.UI.Components.Pages.Alerts;

/// <summary>The fields of a silence as a person types them: times on the clock of the viewer.</summary>
public sealed class SilenceForm
{
    public static readonly IReadOnlyList<(string Text, TimeSpan Length)> Lengths =
        [("1 h", TimeSpan.FromHours(1)), ("4 h", TimeSpan.FromHours(4)), ("1 day", TimeSpan.FromDays(1)), ("1 week", TimeSpan.FromDays(7))];

    private readonly Silence _original;
    private readonly ViewerClock _clock;

    public SilenceForm(Silence original, ViewerClock clock)
    {
        (_original, _clock) = (original, clock);
        StartsAt = Local(original.StartsAt);
        EndsAt = Local(original.EndsAt);
        Reason = original.Reason;
        Matchers = [.. original.Matchers.Select(matcher => new SilenceMatcherForm { Label = matcher.Label, Operator = matcher.Operator, Value = matcher.Value })];
    }

    public List<SilenceMatcherForm> Matchers { get; }
    public DateTime StartsAt { get; set; }
    public DateTime EndsAt { get; set; }
    public string Reason { get; set; }

    /// <summary>One that is not saved yet: of the alert, for two hours; without an alert, of a function that is to be named.</summary>
    public static Silence New(AlertStatus? of, DateTimeOffset now) => new()
    {
        Matchers = of is null
            ? [new SilenceMatcher("function", "=", "")]
            : [new SilenceMatcher("alertname", "=", of.Rule.Name), .. of.Labels.Labels.Select(label => new SilenceMatcher(label.Key, "=", label.Value))],
        StartsAt = now,
        EndsAt = now + TimeSpan.FromHours(2),
        Reason = "",
    };

    public void Last(TimeSpan length) => EndsAt = StartsAt + length;

    /// <summary>Null with at least one error when the fields make no silence.</summary>
    public Silence? Read(DateTimeOffset now, string author, out IReadOnlyList<FieldError> errors)
    {
        var silence = _original with
        {
            Matchers = ToMatchers(),
            // A time that was not touched keeps its seconds.
            StartsAt = StartsAt == Local(_original.StartsAt) ? _original.StartsAt : _clock.FromLocal(StartsAt),
            EndsAt = EndsAt == Local(_original.EndsAt) ? _original.EndsAt : _clock.FromLocal(EndsAt),
            Author = author,
            Reason = Reason.Trim(),
        };
        errors = SilenceValidator.Validate(silence, now);
        return errors.Count == 0 ? silence : null;
    }

    /// <summary>The open alerts that the matchers match; null when they cannot be matched.</summary>
    public IReadOnlyList<AlertStatus>? Hits(IEnumerable<AlertStatus> instances)
    {
        var matchers = ToMatchers();
        return matchers.Count == 0 || matchers.Exists(matcher => matcher.Fault() is not null || matcher.Value.Length > SilenceValidator.MaxTextLength)
            ? null
            : [.. instances.Where(status => status.IsOpen)
                .Where(status => SilenceBook.Labels(status.Rule, status.Labels.Labels) is var labels && matchers.TrueForAll(matcher => matcher.Matches(labels)))];
    }

    private List<SilenceMatcher> ToMatchers() =>
        Matchers.ConvertAll(matcher => new SilenceMatcher(matcher.Label.Trim(), matcher.Operator, matcher.Value.Trim()));

    private DateTime Local(DateTimeOffset time)
    {
        var local = DateTime.SpecifyKind(_clock.Local(UnixTime.Nanoseconds(time)).DateTime, DateTimeKind.Unspecified);
        return local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
    }
}

/// <summary>One condition as a person types it.</summary>
public sealed class SilenceMatcherForm
{
    public string Label { get; set; } = "function";
    public string Operator { get; set; } = "=";
    public string Value { get; set; } = "";
}
