using System.Globalization;
using System.Net;

namespace Observe.Alerts.Outgoing;

/// <summary>What an operator lets through: networks (<c>10.1.0.0/16</c>), or one port of one host (<c>127.0.0.1:9000</c>).</summary>
public sealed class AllowedTargets
{
    private readonly List<IPNetwork> _networks = [];
    private readonly HashSet<(string Host, int Port)> _hosts = [];

    public AllowedTargets(IEnumerable<string> targets)
    {
        foreach (var target in targets)
        {
            if (IPNetwork.TryParse(target, out var network))
            {
                _networks.Add(network);
            }
            else if (TryParseHost(target, out var host, out var port))
            {
                _hosts.Add((host, port));
            }
            else
            {
                throw new FormatException($"'{target}' is neither a CIDR nor host:port.");
            }
        }
    }

    public static bool IsValid(string target) =>
        IPNetwork.TryParse(target, out _) || TryParseHost(target, out _, out _);

    public bool Allows(string host, int port) => _hosts.Contains((Normal(host), port));

    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Exists(network => network.Contains(plain));
    }

    private static bool TryParseHost(string target, out string host, out int port)
    {
        var colon = target.LastIndexOf(':');
        host = colon > 0 ? Normal(target[..colon]) : "";
        port = 0;
        return Uri.CheckHostName(host) != UriHostNameType.Unknown
            && int.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535;
    }

    private static string Normal(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}
