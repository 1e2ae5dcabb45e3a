using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Observe.Alerts.Outgoing;

/// <summary>
/// Keeps requests to addresses that users typed away from the inside. A name is resolved once, every address is checked,
/// and the connection goes to the checked addresses: no second lookup, so nothing to rebind.
/// </summary>
public sealed class OutgoingGuard(IOptions<AlertsOptions> options, IHostResolver resolver)
{
    private static readonly int[] UsualPorts = [80, 443, 8443];
    private readonly AllowedTargets _allowed = new(options.Value.AllowedTargets);

    /// <summary>A handler that follows no redirect, uses no proxy, keeps no cookie and leaves no trace of its own.</summary>
    public SocketsHttpHandler CreateHandler(int maxDrainBytes) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = maxDrainBytes,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = ConnectAsync,
    };

    /// <exception cref="TargetRefusedException">The target is not one to connect to.</exception>
    public async Task<IPAddress[]> CheckAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = await resolver.ResolveAsync(host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }
        if (_allowed.Allows(host, port))
        {
            return addresses;
        }
        foreach (var address in addresses)
        {
            if (_allowed.Allows(address))
            {
                continue;
            }
            if (BlockedNetworks.Find(address) is { } network)
            {
                throw new TargetRefusedException(
                    $"{host} leads into {network}, where webhooks must not go. Observe:Alerts:AllowedTargets can let it through.");
            }
            if (!UsualPorts.Contains(port))
            {
                throw new TargetRefusedException(
                    $"Port {port} of {host} is not 80, 443 or 8443. Observe:Alerts:AllowedTargets can let {host}:{port} through.");
            }
        }
        return addresses;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await CheckAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
