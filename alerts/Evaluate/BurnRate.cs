using System.Globalization;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>
/// How fast the error budget of an objective burns. 1x uses it up exactly in the time that the objective is for; a rule looks at three
/// pairs of windows, of which the short one says that it burns still (<see href="https://sre.google/workbook/alerting-on-slos/"/>).
/// </summary>
public static class BurnRate
{
    /// <summary>For an objective of 30 days: 2 % of the budget in an hour, 5 % in six hours, 10 % in three days.</summary>
    public static readonly IReadOnlyList<BurnWindows> Pairs =
    [
        new(14.4, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)),
        new(6, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30)),
        new(1, TimeSpan.FromDays(3), TimeSpan.FromHours(6)),
    ];

    /// <summary>Nothing before it is looked at.</summary>
    public static readonly TimeSpan Longest = Pairs.Max(pair => pair.Long);

    /// <summary>The pair that is nearest to its limit, or furthest above it: over 1 both of its windows are above.</summary>
    /// <param name="objective">The share that has to succeed, above 0 and below 1.</param>
    /// <param name="counts">Failures and all, of the last so much time.</param>
    /// <returns>Null when there was nothing in the longest window.</returns>
    public static MeasuredValue? Of(double objective, DateTimeOffset end, Func<TimeSpan, (long Failed, long All)> counts)
    {
        if (counts(Longest).All == 0)
        {
            return null;
        }
        var (worst, longBurn, shortBurn) = Pairs
            .Select(pair => (Pair: pair, Long: Burn(pair.Long), Short: Burn(pair.Short)))
            .MaxBy(item => Math.Min(item.Long, item.Short) / item.Pair.Factor);
        return new MeasuredValue(
            Math.Min(longBurn, shortBurn) / worst.Factor,
            $"burns {Times(longBurn)} over {DurationText.Format(worst.Long)} and {Times(shortBurn)} over {DurationText.Format(worst.Short)}, limit {Times(worst.Factor)}",
            TimeRange.Of(end - worst.Long, end));

        double Burn(TimeSpan window)
        {
            var (failed, all) = counts(window);
            return all == 0 ? 0 : (double)failed / all / (1 - objective);
        }
    }

    private static string Times(double burn) => burn.ToString("0.##", CultureInfo.InvariantCulture) + "x";
}

/// <param name="Factor">The burn rate that both windows have to be above.</param>
public sealed record BurnWindows(double Factor, TimeSpan Long, TimeSpan Short);
