namespace Observe.UI.Shaping;

/// <summary>How a function, or one minute of it, did. Ordered from calm to worst.</summary>
public enum HealthStatus
{
    /// <summary>Not invoked.</summary>
    Silent,
    Ok,
    Warning,
    Cold,
    Error,
    Timeout,
}
