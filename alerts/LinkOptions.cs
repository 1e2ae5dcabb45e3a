namespace Observe.Alerts;

/// <summary>Where people reach the pages: section <c>Observe:Server</c>.</summary>
public sealed class LinkOptions
{
    public const string Section = "Observe:Server";

    /// <summary>
    /// The address that goes into notifications, e.g. <c>https://observe.example.com</c>; empty for the address the server
    /// listens on.
    /// </summary>
    public string PublicUrl { get; set; } = "";
}
