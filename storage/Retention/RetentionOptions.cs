namespace Observe.Storage.Retention;

/// <summary>Days that each kind of record is kept: section <c>Observe:Storage:Retention</c>. Telemetry without a number has <c>Observe:Storage:RetentionDays</c>.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Observe:Storage:Retention";

    public const int MostDays = 3650;

    /// <summary>Days that spans, and what is made of them, are kept.</summary>
    public int? Traces { get; set; }

    /// <summary>Days that log records are kept.</summary>
    public int? Logs { get; set; }

    /// <summary>Days that the data points of metrics are kept.</summary>
    public int? Metrics { get; set; }

    /// <summary>Days that the facts about invocations are kept.</summary>
    public int? Invocations { get; set; }

    /// <summary>Days that the audit is kept, whatever is kept of telemetry.</summary>
    public int Audit { get; set; } = 400;
}
