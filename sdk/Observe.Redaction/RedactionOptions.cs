namespace Observe.Redaction;

/// <summary>Which secrets are taken out.</summary>
public class RedactionOptions
{
    /// <summary>Secrets are taken out.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Attributes whose value is always a secret: whole keys, or the last segment of keys. Case is ignored.</summary>
    public IList<string> ExtraKeys { get; } = [];

    /// <summary>Attributes whose value is never looked at: whole keys. Case is ignored.</summary>
    public IList<string> AllowedKeys { get; } = [];
}
