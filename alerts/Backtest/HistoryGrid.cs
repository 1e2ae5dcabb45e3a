using System.Globalization;
using Observe.Alerts.Evaluate;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Backtest;

/// <summary>The evaluations that a rule would have had in a range, and the buckets that their windows are made of.</summary>
internal sealed record HistoryGrid
{
    /// <summary>More are not looked at: of a rule that is evaluated more often only some are.</summary>
    public const int MaxEvaluations = 10_080;

    /// <summary>A bucket of durations is put together with others for each window that it is in, of which there are at most so many.</summary>
    private const int MaxOverlap = 60;

    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    public required DateTimeOffset First { get; init; }
    public required TimeSpan Step { get; init; }
    public required int Count { get; init; }
    public required TimeSpan Window { get; init; }
    public required TimeSpan Delay { get; init; }

    /// <summary>How far before the end of a window it is looked.</summary>
    public required TimeSpan Reach { get; init; }

    /// <summary>Every window begins and ends with a bucket.</summary>
    public required TimeSpan Bucket { get; init; }

    public required string Approximation { get; init; }

    public DateTimeOffset At(int evaluation) => First + (evaluation * Step);

    public DateTimeOffset EndOf(int evaluation) => At(evaluation) - Delay;

    /// <summary>All that any window sees.</summary>
    public TimeRange Range => TimeRange.Of(EndOf(0) - Reach, EndOf(Count - 1));

    /// <summary>The number of the bucket that begins so long before the end of a window, or at it.</summary>
    public int BucketAt(int evaluation, TimeSpan before) => (int)((Reach - before + (evaluation * Step)) / Bucket);

    /// <summary>The very windows of the evaluations.</summary>
    public static HistoryGrid Exact(AlertRule rule, TimeRange range)
    {
        var times = Math.Max(Least((double)range.Nanoseconds / MaxEvaluations / rule.Interval.TotalNanoseconds), IsOfDurations(rule) ? Least(rule.Window / rule.Interval / MaxOverlap) : 1);
        return Of(rule, range, rule.Interval * times, rule.Window, rule.EvaluationDelay, times == 1 ? "" : $"Evaluated every {DurationText.Format(rule.Interval * times)} instead of every {DurationText.Format(rule.Interval)}.");
    }

    /// <summary>Windows of whole slots of five minutes, which the rollups answer.</summary>
    public static HistoryGrid OfSlots(AlertRule rule, TimeRange range)
    {
        var window = Slots(rule.Window);
        var step = Slots(rule.Interval) * (IsOfDurations(rule) ? Least(window / Slots(rule.Interval) / MaxOverlap) : 1);
        return Of(
            rule, range, step, window, Slot * Math.Round(rule.EvaluationDelay / Slot),
            string.Create(CultureInfo.InvariantCulture, $"Evaluated every {DurationText.Format(step)} over windows of {DurationText.Format(window)} that begin with whole five minutes: there is too much for every window."));
    }

    private static HistoryGrid Of(AlertRule rule, TimeRange range, TimeSpan step, TimeSpan window, TimeSpan delay, string approximation)
    {
        var from = UnixTime.ToDateTimeOffset(range.FromUnixNanoseconds);
        var first = from.AddTicks(-(from - DateTimeOffset.UnixEpoch).Ticks % step.Ticks);
        first = first < from ? first + step : first;
        var type = AlertRuleType.Find(rule.Type);
        var (reach, piece) = type == AlertRuleType.SloBurnRate ? (BurnRate.Longest, Slot)
            : type == AlertRuleType.Silence ? (window + RuleMeasure.KnownFor, Divisor(window, RuleMeasure.KnownFor))
            : type == AlertRuleType.NewException ? (window + NewExceptions.LookBack, Divisor(window, NewExceptions.LeastPast))
            : (window, window);
        return new HistoryGrid
        {
            First = first,
            Step = step,
            Count = Math.Max(0, (int)Math.Floor((UnixTime.ToDateTimeOffset(range.ToUnixNanoseconds) - first) / step) + 1),
            Window = window,
            Delay = delay,
            Reach = reach,
            Bucket = Divisor(step, piece),
            Approximation = approximation,
        };
    }

    private static bool IsOfDurations(AlertRule rule) => AlertRuleType.Find(rule.Type) is { Unit: AlertUnit.Seconds } || rule.Search is { Measure: SearchMeasure.Percentile };

    private static int Least(double times) => Math.Max(1, (int)Math.Ceiling(times));

    private static TimeSpan Slots(TimeSpan time) => Slot * Least(time / Slot);

    private static TimeSpan Divisor(TimeSpan one, TimeSpan other)
    {
        var (left, right) = (one.Ticks, other.Ticks);
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }
        return TimeSpan.FromTicks(left);
    }
}
