using System.Net;
using System.Net.Sockets;

namespace Observe.Reliability.Tests.Server;

/// <summary>Ports that stay the same over the lives of a server, so that its senders find it again.</summary>
internal static class FreePorts
{
    public static (Uri Grpc, Uri Http) Two()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (Address(first), Address(second));
    }

    private static Uri Address(TcpListener listener) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
}
