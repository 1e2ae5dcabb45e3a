namespace Observe.Alerts;

/// <summary>Where people reach the pages: section <c>Observe:Server</c>.</summary>
public sealed class LinkOptions
{
    public const string Section = "Observe:Server";

    /// <summary>The address that goes into notifications, e.g. <c>https://observe.example.com</c>; empty for <see cref="Url"/>.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>The address the pages listen on.</summary>
    public string Url { get; set; } = "http://127.0.0.1:8080";

    public string BaseUrl => (PublicUrl.Length > 0 ? PublicUrl : Url).TrimEnd('/');
}
