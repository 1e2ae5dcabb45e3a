using System.Net;
using System.Net.Sockets;

namespace Observe.Alerts.Outgoing;

/// <summary>Networks that a request from inside must not reach: private, local, special, and those that wrap an IPv4 address.</summary>
public static class BlockedNetworks
{
    private static readonly IPNetwork[] Networks =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16",
            "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>The network that an address is blocked for; null when it is free. An IPv4-mapped address is judged as its IPv4 address.</summary>
    public static IPNetwork? Find(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            throw new ArgumentException($"{address.AddressFamily} is not an internet address family.", nameof(address));
        }
        foreach (var network in Networks)
        {
            if (network.Contains(plain))
            {
                return network;
            }
        }
        return null;
    }
}
