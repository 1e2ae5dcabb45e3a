namespace Observe.Alerts.Outgoing;

/// <summary>The outgoing guard did not connect. The message names the rule and never more than the host of the target.</summary>
public sealed class TargetRefusedException(string message) : IOException(message);
