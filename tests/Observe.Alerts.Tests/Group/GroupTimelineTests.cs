using System.Globalization;
using CsCheck;
using Observe.Alerts.Group;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Group;

/// <summary>
/// What a group is told and when, against what Alertmanager's documentation says of group_wait, group_interval and repeat_interval, at its defaults: 30 s, 5 min, 4 h.
/// </summary>
public sealed class GroupTimelineTests
{
    private static readonly AlertRule Rule = Some.Rule with
    {
        GroupWait = TimeSpan.FromSeconds(30),
        GroupInterval = TimeSpan.FromMinutes(5),
        RepeatInterval = TimeSpan.FromHours(4),
    };

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>Alerts as <c>A 0-90</c>: the seconds from which and to which one fires. Messages as time, reason, what fires, and after a minus what has resolved.</summary>
    [Theory]
    [InlineData("an alert is told after the wait", "A 0-", "00:00:30 Firing A")]
    [InlineData("alerts of the wait are told together", "A 0-; B 20-", "00:00:30 Firing A B")]
    [InlineData("an alert after that waits for the interval", "A 0-; B 60-", "00:00:30 Firing A; 00:05:30 Firing A B")]
    [InlineData("an alert that ends within the wait is told to nobody", "A 0-20", "")]
    [InlineData("the end is told after the interval", "A 0-120", "00:00:30 Firing A; 00:05:30 Resolved -A")]
    [InlineData("the end of one of two is told after the interval, once", "A 0-; B 0-120", "00:00:30 Firing A B; 00:05:30 Resolved A -B")]
    [InlineData("an alert that comes and goes between two looks is told as resolved", "A 0-; B 60-120", "00:00:30 Firing A; 00:05:30 Resolved A -B")]
    [InlineData("one ends, another comes: one message", "A 0-120; B 180-", "00:00:30 Firing A; 00:05:30 Firing B -A")]
    [InlineData("an alert that ends and comes back between two looks has not changed", "A 0-60,120-", "00:00:30 Firing A")]
    [InlineData("an alert that comes back after its end was told waits again", "A 0-120,400-", "00:00:30 Firing A; 00:05:30 Resolved -A; 00:07:10 Firing A")]
    [InlineData("after the end of all, the next waits for others again", "A 0-60; B 1200-; C 1210-", "00:00:30 Firing A; 00:05:30 Resolved -A; 00:20:30 Firing B C")]
    [InlineData("what ended within the wait is told beside what fires", "A 0-10; B 5-", "00:00:30 Firing B -A")]
    [InlineData("what came and went before the group is no part of it", "A 0-10; B 3600-", "01:00:30 Firing B")]
    public void Advance_Alerts_AreToldAtTheTimesOfAlertmanager(string why, string alerts, string messages) =>
        Assert.True(messages == Run(Rule, alerts, TimeSpan.FromHours(2)), $"{why}: {Run(Rule, alerts, TimeSpan.FromHours(2))}");

    [Fact]
    public void Advance_NothingChanges_RepeatsAtTheRepeatInterval() => Assert.Equal(
        "00:00:30 Firing A; 04:00:30 Repeat A; 08:00:30 Repeat A", Run(Rule, "A 0-", TimeSpan.FromHours(11)));

    [Fact]
    public void Advance_SomethingChanges_RepeatsFromThen() => Assert.Equal(
        "00:00:30 Firing A; 03:00:30 Firing A B; 07:00:30 Repeat A B", Run(Rule, "A 0-; B 10800-", TimeSpan.FromHours(9)));

    [Fact]
    public void Advance_RepeatIntervalBetweenTwoLooks_IsRoundedUpToTheNext() => Assert.Equal(
        "00:00:30 Firing A; 00:10:30 Repeat A; 00:20:30 Repeat A",
        Run(Rule with { RepeatInterval = TimeSpan.FromMinutes(7) }, "A 0-", TimeSpan.FromMinutes(25)));

    [Fact]
    public void Advance_NoWait_TellsAtOnce() => Assert.Equal(
        "00:00:00 Firing A; 00:05:00 Firing A B", Run(Rule with { GroupWait = TimeSpan.Zero }, "A 0-; B 10-", TimeSpan.FromHours(1)));

    [Fact]
    public void Advance_NobodyLookedForHours_MakesOneLookOfThoseMissed()
    {
        var (state, _) = GroupTimeline.Advance(Rule, GroupState.After(null), [new GroupAlert("A", Some.Time, null)], Some.Time);

        var (_, flush) = GroupTimeline.Advance(Rule, state, [new GroupAlert("A", Some.Time, null)], Some.Time.AddHours(2));

        Assert.Equal(Some.Time.AddSeconds(30).AddMinutes(115), flush!.At);
        Assert.Equal(Some.Time.AddSeconds(30).AddHours(2), flush.Next.NextFlush);
    }

    [Fact]
    public void Advance_ClockIsSetBack_HoldsNothingUp()
    {
        var (state, _) = GroupTimeline.Advance(Rule, GroupState.After(null), [new GroupAlert("A", Some.Time, null)], Some.Time);

        var (_, flush) = GroupTimeline.Advance(Rule, state, [new GroupAlert("A", Some.Time, null)], Some.Time.AddHours(-3));

        Assert.Equal(GroupReason.Firing, flush!.Reason);
    }

    /// <summary>Whatever comes and goes, and however often the process starts anew: whoever fires for long enough is told, every end of what was told is told, nothing is told twice.</summary>
    [Fact]
    public void Advance_AnyTimelinesAndRestarts_EveryToldAlertIsToldToHaveEnded()
    {
        var spans = Gen.Select(Gen.Int[0, 200], Gen.Int[1, 120]).Array[0, 4];
        Gen.Select(spans.Array[1, 5], Gen.Int[1, 400].Array[0, 6]).Sample((alerts, restarts) =>
        {
            // An end is another when the alert came back in between.
            var told = new Dictionary<string, DateTimeOffset?>();
            var state = GroupState.After(null);
            DateTimeOffset? lastAt = null;
            for (var step = 0; step < 600; step++)
            {
                if (restarts.Contains(step))
                {
                    state = GroupState.After(state.LastNotice);
                }
                var at = Some.Time + (Step * step);
                var now = alerts.SelectMany((own, i) => At(((char)('A' + i)).ToString(), [.. own.Select(span => (span.Item1 * 10, (int?)((span.Item1 + span.Item2) * 10)))], at)).ToList();
                (state, var flush) = GroupTimeline.Advance(Rule, state, now, at);
                if (flush is null)
                {
                    continue;
                }
                state = flush.Next;
                if (flush.Reason is null)
                {
                    continue;
                }
                Assert.True(lastAt is null || flush.At > lastAt, "two messages of one time");
                lastAt = flush.At;
                Assert.True(flush.Reason == GroupReason.Repeat || flush.Alerts.Any(alert => !told.TryGetValue(alert.Fingerprint, out var end) || end != alert.EndsAt), "nothing had changed");
                foreach (var alert in flush.Alerts)
                {
                    told[alert.Fingerprint] = alert.EndsAt;
                }
            }
            Assert.All(told, alert => Assert.True(alert.Value is not null, $"{alert.Key} was never told to have ended"));
            foreach (var (own, i) in alerts.Select((own, i) => (own, i)))
            {
                Assert.True(told.ContainsKey(((char)('A' + i)).ToString()) || own.All(span => span.Item2 < 33), "one that fired for longer than wait and interval was not told");
            }
        });
    }

    private static string Run(AlertRule rule, string alerts, TimeSpan length)
    {
        var spans = alerts.Split("; ").ToDictionary(text => text[..1], text => text[2..].Split(',').Select(Span).ToArray());
        var messages = new List<string>();
        var state = GroupState.After(null);
        for (var at = Some.Time; at <= Some.Time + length; at += Step)
        {
            var now = spans.SelectMany(own => At(own.Key, own.Value, at)).ToList();
            (state, var flush) = GroupTimeline.Advance(rule, state, now, at);
            if (flush is null)
            {
                continue;
            }
            state = flush.Next;
            if (flush.Reason is { } reason)
            {
                Assert.Equal(flush.At, at);
                var names = flush.Alerts.OrderBy(alert => !alert.IsFiring).ThenBy(alert => alert.Fingerprint).Select(alert => (alert.IsFiring ? "" : "-") + alert.Fingerprint);
                messages.Add($"{at - Some.Time:hh\\:mm\\:ss} {reason} {string.Join(' ', names)}");
            }
        }
        return string.Join("; ", messages);
    }

    private static (int From, int? To) Span(string text) => text.Split('-') switch
    {
        [var from, ""] => (Number(from), null),
        [var from, var to] => (Number(from), Number(to)),
        _ => throw new FormatException(text),
    };

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>What is known of an alert at that time: that it fires, or when it last ended.</summary>
    private static IEnumerable<GroupAlert> At(string name, IReadOnlyList<(int From, int? To)> spans, DateTimeOffset at)
    {
        var second = (int)(at - Some.Time).TotalSeconds;
        var begun = spans.Where(span => span.From <= second).ToList();
        var open = begun.Where(span => span.To is not { } to || to > second).ToList();
        if (open.Count > 0)
        {
            yield return new GroupAlert(name, Some.Time.AddSeconds(open.Min(span => span.From)), null);
        }
        else if (begun.Count > 0)
        {
            var end = Some.Time.AddSeconds(begun.Max(span => span.To!.Value));
            yield return new GroupAlert(name, end, end);
        }
    }
}
