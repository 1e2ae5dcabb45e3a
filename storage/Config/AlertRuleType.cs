using System.Globalization;

namespace Observe.Storage.Config;

/// <summary>What a rule looks at, of one function over its window.</summary>
/// <param name="Name">As programs write it.</param>
/// <param name="Title">As people read it, in the middle of a sentence.</param>
/// <param name="IsAboutFailures">The traces behind it are the failed ones.</param>
public sealed record AlertRuleType(string Name, string Title, AlertUnit Unit, bool IsAboutFailures = false)
{
    public static readonly AlertRuleType ErrorRate = new(AlertRule.ErrorRate, "error rate", AlertUnit.Share, IsAboutFailures: true);

    /// <summary>Cold starts that a caller waited for, over invocations.</summary>
    public static readonly AlertRuleType ColdStartRate = new("cold_start_rate", "cold start rate", AlertUnit.Share);

    /// <summary>Invocations that ended at their timeout, out of memory or in a crash, and those of which no end ever came.</summary>
    public static readonly AlertRuleType Deaths = new("deaths", "deaths", AlertUnit.Count, IsAboutFailures: true);

    public static readonly AlertRuleType Timeouts = new("timeouts", "timeouts", AlertUnit.Count, IsAboutFailures: true);

    /// <summary>Invocations that began and told no end by their deadline.</summary>
    public static readonly AlertRuleType Lost = new("lost", "lost invocations", AlertUnit.Count, IsAboutFailures: true);

    /// <summary>Invocations that the platform refused for want of concurrency.</summary>
    public static readonly AlertRuleType Throttles = new("throttles", "throttles", AlertUnit.Count);

    /// <summary>Those over all that were asked for.</summary>
    public static readonly AlertRuleType ThrottleRate = new("throttle_rate", "throttle rate", AlertUnit.Share);

    public static readonly AlertRuleType Duration50 = new("duration_p50", "median duration", AlertUnit.Seconds);
    public static readonly AlertRuleType Duration95 = new("duration_p95", "p95 duration", AlertUnit.Seconds);
    public static readonly AlertRuleType Duration99 = new("duration_p99", "p99 duration", AlertUnit.Seconds);

    /// <summary>The most invocations at the same time.</summary>
    public static readonly AlertRuleType Concurrency = new("concurrency", "peak concurrency", AlertUnit.Count);

    public static readonly AlertRuleType Invocations = new("invocations", "invocations", AlertUnit.Count);

    /// <summary>What the invocations of the window cost.</summary>
    public static readonly AlertRuleType Cost = new("cost", "cost", AlertUnit.Dollars);

    /// <summary>1 when a function was not invoked at all, else 0.</summary>
    public static readonly AlertRuleType Silence = new("silence", "silence", AlertUnit.Count);

    /// <summary>How long messages waited in the queues before the function.</summary>
    public static readonly AlertRuleType QueueLag = new("queue_lag_p95", "p95 wait of its messages", AlertUnit.Seconds);

    /// <summary>How old the records of a stream were when the function was given them.</summary>
    public static readonly AlertRuleType IteratorAge = new("iterator_age", "age of its stream's records", AlertUnit.Seconds);

    /// <summary>How fast the error budget of an objective burns, over several windows, as a multiple of what is allowed.</summary>
    public static readonly AlertRuleType SloBurnRate = new("slo_burn_rate", "burn rate of its error budget", AlertUnit.Factor, IsAboutFailures: true);

    /// <summary>Causes of failures that a function did not have before: an instance for each.</summary>
    public static readonly AlertRuleType NewException = new("new_exception", "exceptions that are new", AlertUnit.Count, IsAboutFailures: true);

    /// <summary>What the advisor finds of a function, and nobody dismissed: an instance for each kind, of the value 1.</summary>
    public static readonly AlertRuleType Advice = new("advice", "findings of the advisor", AlertUnit.Count);

    /// <summary>Whatever a search finds. What it counts is said by the rule: <see cref="Of"/>.</summary>
    public static readonly AlertRuleType Search = new("search", "what a search finds", AlertUnit.Count);

    /// <summary>A search of logs.</summary>
    public static readonly AlertRuleType LogMatch = new("log_match", "logs that match", AlertUnit.Count);

    public static readonly IReadOnlyList<AlertRuleType> All =
    [
        ErrorRate, ColdStartRate, Deaths, Timeouts, Lost, Throttles, ThrottleRate, Duration50, Duration95, Duration99, Concurrency, Invocations, Cost, Silence, QueueLag, IteratorAge, SloBurnRate, NewException, Advice, Search, LogMatch,
    ];

    public bool IsSearch => Name == Search.Name || Name == LogMatch.Name;

    /// <summary>The type of a rule, with the title and the unit of what its search measures.</summary>
    public static AlertRuleType Of(AlertRule rule)
    {
        var type = Find(rule.Type) ?? ErrorRate;
        return rule.Search is { } search && type.IsSearch ? type with { Title = search.Title, Unit = search.Unit } : type;
    }

    /// <summary>Null when there is no such type.</summary>
    public static AlertRuleType? Find(string name) => All.FirstOrDefault(type => type.Name == name);

    /// <summary>A value of this type with its unit: <c>4.1 %</c>, <c>3</c>, <c>1.25 s</c>, <c>$0.4</c>.</summary>
    public string Format(double value) => Unit switch
    {
        AlertUnit.Share => (value * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %",
        AlertUnit.Seconds => value.ToString("0.###", CultureInfo.InvariantCulture) + " s",
        AlertUnit.Factor => value.ToString("0.##", CultureInfo.InvariantCulture) + "x",
        AlertUnit.Dollars => "$" + value.ToString("0.####", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
