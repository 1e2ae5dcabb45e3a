using System.Net;

namespace Observe.Collector.Receive;

/// <summary>Reads <c>http://HOST:PORT</c>, or https, into what Kestrel binds to. Host names other than localhost are not looked up.</summary>
internal static class ListenAddress
{
    public static bool IsTls(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    public static bool TryParse(string url, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        // Uri knows no wildcard hosts.
        var plain = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            return false;
        }
        if (uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            endPoint = new IPEndPoint(IPAddress.Loopback, uri.Port);
            return true;
        }
        if (!IPAddress.TryParse(uri.DnsSafeHost, out var address))
        {
            return false;
        }
        endPoint = new IPEndPoint(address, uri.Port);
        return true;
    }
}
