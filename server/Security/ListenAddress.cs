using System.Net;

namespace Observe.Server.Security;

/// <summary>Says whether an address can be reached from other machines.</summary>
public static class ListenAddress
{
    /// <summary>False for text that is no address: what cannot be read is not trusted.</summary>
    public static bool IsLoopback(string url)
    {
        try
        {
            return IsLoopbackHost(BindingAddress.Parse(url).Host);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>An http or https address that Kestrel can bind.</summary>
    public static bool IsValid(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { IsUnixPipe: false, IsNamedPipe: false, PathBase: "" } && address.Scheme is "http" or "https";
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
