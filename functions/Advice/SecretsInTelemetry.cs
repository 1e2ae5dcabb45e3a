namespace Observe.Functions.Advice;

/// <summary>Secrets that a function wrote into its spans. The collector put a word in their place before anything was stored; in its logs and in other tools they may still stand.</summary>
public static class SecretsInTelemetry
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Replacement = "REDACTED";

    private const int MostTraces = 3;

    /// <param name="spans">Of any traces, whole.</param>
    public static ObservedSecrets Of(IEnumerable<TracedSpan> spans)
    {
        TracedSpan[] all = [.. spans];
        var own = all.Where(span => span.IsInvocation).Select(span => span.Service).ToHashSet();
        TracedSpan[] found = [.. all.Where(span => span.RedactedAttribute.Length > 0 && own.Contains(span.Service))];
        return found.Length == 0 ? ObservedSecrets.None : new ObservedSecrets(
            found.CountBy(span => span.RedactedAttribute).OrderByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal).First().Key,
            found.Length,
            [.. found.OrderByDescending(span => span.Start).Select(span => span.TraceId).Distinct().Take(MostTraces)]);
    }
}
