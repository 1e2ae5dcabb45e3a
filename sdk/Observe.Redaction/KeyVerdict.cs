namespace Observe.Redaction;

/// <summary>What a key says about its values.</summary>
public enum KeyVerdict
{
    /// <summary>No secret is looked for in the value.</summary>
    Keep,

    /// <summary>The value is a secret, whatever it is.</summary>
    Mask,

    /// <summary>The value may contain a secret.</summary>
    Scan,
}
