namespace Observe.Collector.Redact;

/// <summary>Section <c>Observe:Collector:Redaction</c>.</summary>
public sealed class RedactionOptions
{
    public const string Section = "Observe:Collector:Redaction";

    /// <summary>Secrets are taken out before anything reaches a disk.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Attributes whose value is always a secret: whole keys, or the last segment of keys. Case is ignored.</summary>
    public IList<string> ExtraKeys { get; } = [];

    /// <summary>Attributes whose value is never looked at: whole keys. Case is ignored.</summary>
    public IList<string> AllowedKeys { get; } = [];
}
