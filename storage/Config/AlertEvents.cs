namespace Observe.Storage.Config;

/// <summary>The kinds of notification, as receivers see them.</summary>
public static class AlertEvents
{
    public const string Fired = "alert.fired";
    public const string Resolved = "alert.resolved";
    public const string TestPing = "test.ping";
}
