using Observe.Storage.Engine;

namespace Observe.Storage.Retention;

/// <summary>Days of each kind of record, with the common number in place of what the options leave out.</summary>
public sealed record RetentionDays(int Traces, int Logs, int Metrics, int Invocations, int Audit)
{
    /// <summary>What describes all telemetry, the resources, is kept as long as the longest.</summary>
    public int Longest => Math.Max(Math.Max(Traces, Logs), Math.Max(Metrics, Invocations));

    public static RetentionDays Of(StorageOptions options) => new(
        options.Retention.Traces ?? options.RetentionDays,
        options.Retention.Logs ?? options.RetentionDays,
        options.Retention.Metrics ?? options.RetentionDays,
        options.Retention.Invocations ?? options.RetentionDays,
        options.Retention.Audit);

    /// <summary>Days of a table, by the name that stands in its schema file: <c>INTERVAL {traces_days} DAY</c>.</summary>
    public int Of(string name) => name switch
    {
        "traces" => Traces,
        "logs" => Logs,
        "metrics" => Metrics,
        "invocations" => Invocations,
        "audit" => Audit,
        "longest" => Longest,
        _ => throw new InvalidOperationException($"A schema file asks for the retention of \"{name}\", which there is not."),
    };
}
