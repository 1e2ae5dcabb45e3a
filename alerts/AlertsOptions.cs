using System.ComponentModel.DataAnnotations;
using Observe.Storage.Config;

namespace Observe.Alerts;

/// <summary>Evaluation of rules and delivery of webhooks: section <c>Observe:Alerts</c>.</summary>
public sealed class AlertsOptions : IValidatableObject
{
    public const string Section = "Observe:Alerts";

    /// <summary>How often it is looked for rules that are due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Tick { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a changed rule may go unnoticed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RuleRefresh { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>An evaluation that takes longer has failed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan EvaluationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    [Range(1, 64)]
    public int ParallelEvaluations { get; set; } = 4;

    /// <summary>Functions, or values of its groups, that one rule may look after; with more of them it cannot be evaluated.</summary>
    [Range(1, 100_000)]
    public int MaxLabelSets { get; set; } = 10_000;

    /// <summary>Waits between the attempts of a delivery, separated by spaces; after the last the notification is dead.</summary>
    [Required]
    public string RetryDelays { get; set; } = "5s 30s 2m 10m 30m 2h 5h 10h 24h";

    /// <summary>Share by which each wait is made longer or shorter at random.</summary>
    [Range(0, 0.9)]
    public double RetryJitter { get; set; } = 0.2;

    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A webhook whose attempts have failed for so long, without a success in between, is disabled.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "29.00:00:00")]
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>Of several processes that evaluate rules over one ClickHouse server one works; another takes over when it was silent for so long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StandbyAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the outbox is looked at when nothing has been announced.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan OutboxPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Deliveries to one webhook at the same time.</summary>
    [Range(1, 64)]
    public int ParallelPerWebhook { get; set; } = 8;

    /// <summary>A folder of YAML files with webhooks, rules and silences; empty for none.</summary>
    public string ProvisioningPath { get; set; } = "";

    /// <summary>How often it is looked whether they have changed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan ProvisioningRefresh { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>CIDRs and host:port pairs that the outgoing guard lets through though they are private or on an unusual port.</summary>
    public IList<string> AllowedTargets { get; set; } = [];

    /// <exception cref="FormatException">A delay is not a duration.</exception>
    public IReadOnlyList<TimeSpan> ParseRetryDelays() =>
        [.. RetryDelays.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text =>
            DurationText.TryParse(text, out var delay) ? delay : throw new FormatException($"'{text}' is not a duration."))];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var text in RetryDelays.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!DurationText.TryParse(text, out _))
            {
                yield return new ValidationResult(
                    $"{Section}:RetryDelays: '{text}' is not a duration like 30s or 2m.", [nameof(RetryDelays)]);
            }
        }
        foreach (var target in AllowedTargets)
        {
            if (!Outgoing.AllowedTargets.IsValid(target))
            {
                yield return new ValidationResult(
                    $"{Section}:AllowedTargets: '{target}' is neither a CIDR nor host:port.", [nameof(AllowedTargets)]);
            }
        }
    }
}
