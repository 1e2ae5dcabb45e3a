using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>The host that a call went to, from conventions of several years.</summary>
internal static class PeerAddress
{
    /// <summary>In small letters and without a port; null when nothing names it.</summary>
    public static string? Of(AttributeLookup attribute)
    {
        var host = AttributeText.First(attribute, "server.address", "net.peer.name", "http.host", "net.sock.peer.name", "net.peer.ip")
            ?? (Uri.TryCreate(AttributeText.First(attribute, "url.full", "http.url"), UriKind.Absolute, out var address) ? address.Host : null);
        if (host is null)
        {
            return null;
        }
        var colon = host.IndexOf(':', StringComparison.Ordinal);
        // An address of IPv6 has several colons and here no port.
        var name = colon > 0 && colon == host.LastIndexOf(':') ? host[..colon] : host;
        return name.TrimEnd('.').ToLowerInvariant() is { Length: > 0 } known ? known : null;
    }
}
