namespace Observe.Storage.Config;

/// <summary>What a rule does with an open alert when its window holds nothing to measure.</summary>
public enum NoDataPolicy
{
    /// <summary>No data counts as recovered: what is not called does not fail.</summary>
    Resolve,

    /// <summary>The alert stays open until there is data again.</summary>
    Keep,
}

/// <summary>A rule: when it fires, when it recovers, and who is told. Thresholds are in the unit of its <see cref="AlertRuleType"/>.</summary>
public sealed record AlertRule
{
    /// <summary>Errors over invocations of one function.</summary>
    public const string ErrorRate = "error_rate";

    /// <summary>Stands for the name of each function that there is.</summary>
    public const string EveryFunction = "*";

    /// <summary>Empty until it is saved.</summary>
    public string Id { get; init; } = "";

    /// <summary>0 until it is saved.</summary>
    public long Version { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
    public required string Name { get; init; }

    /// <summary>The name of an <see cref="AlertRuleType"/>.</summary>
    public string Type { get; init; } = ErrorRate;

    /// <summary>What a rule looks at that is about no function; null of the others.</summary>
    public RuleSearch? Search { get; init; }

    /// <summary>Exact name of the function, or <see cref="EveryFunction"/>: then each function has a state of its own. Empty of a rule with a search.</summary>
    public required string Function { get; init; }

    /// <summary>Fires above this.</summary>
    public required double Threshold { get; init; }

    /// <summary>Recovers at or below this; null for the threshold itself.</summary>
    public double? RecoveryThreshold { get; init; }

    /// <summary>The share of invocations that has to succeed, of a rule that watches how fast its error budget burns.</summary>
    public double? Objective { get; init; }

    /// <summary>How much time one evaluation looks at; a burn rate has windows of its own.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the value must be above the threshold, in every evaluation, before it fires.</summary>
    public TimeSpan For { get; init; }

    /// <summary>How long it must have recovered before it is resolved.</summary>
    public TimeSpan KeepFiringFor { get; init; }

    /// <summary>The window ends this long before the evaluation, so that late data is in.</summary>
    public TimeSpan EvaluationDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a first alert waits for others, to be told together with them.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long changes are gathered after a message before the next.</summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long alerts that still fire are told again though nothing has changed.</summary>
    public TimeSpan RepeatInterval { get; init; } = TimeSpan.FromHours(4);

    public NoDataPolicy NoData { get; init; } = NoDataPolicy.Resolve;
    public IReadOnlyList<string> WebhookIds { get; init; } = [];
    public bool Enabled { get; init; } = true;

    /// <summary>The name of the file that it comes from, by which alone it can be changed; empty when it was made by hand.</summary>
    public string ProvisionedFrom { get; init; } = "";

    /// <summary>It has an instance for each exception of a function.</summary>
    public bool IsOfExceptions => Type == AlertRuleType.NewException.Name;

    /// <summary>It has an instance for each kind of finding of a function.</summary>
    public bool IsOfFindings => Type == AlertRuleType.Advice.Name;

    public bool IsForEveryFunction => Function == EveryFunction;

    /// <summary>It keeps a state for each of the label sets that it finds, instead of one.</summary>
    public bool HasManyInstances => Search is { } search ? search.GroupBy.Count > 0 : IsForEveryFunction || IsOfExceptions || IsOfFindings;

    /// <summary>The labels of its one instance; of a rule with many, what stands for none of them.</summary>
    public LabelSet OwnLabels => IsForEveryFunction || Search is not null ? LabelSet.Empty : LabelSet.OfFunction(Function);

    public double RecoversAt => RecoveryThreshold ?? Threshold;

    /// <summary>Whether an instance with these labels is one of this rule as it is now.</summary>
    public bool LooksAfter(IReadOnlyDictionary<string, string> labels) =>
        Search is { } search ? labels.Keys.ToHashSet().SetEquals(search.GroupBy)
        : labels.TryGetValue(LabelSet.FunctionLabel, out var function) && (IsForEveryFunction || function == Function)
            && labels.ContainsKey(LabelSet.ExceptionLabel) == IsOfExceptions && labels.ContainsKey(LabelSet.FindingLabel) == IsOfFindings;
}
