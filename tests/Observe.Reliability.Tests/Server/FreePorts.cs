using System.Net;
using System.Net.Sockets;

namespace Observe.Reliability.Tests.Server;

/// <summary>
/// Ports that stay the same over the lives of a server, so that its senders find it again. They are below those that the system
/// gives to connections and to port 0: while the server is down, nobody else gets them.
/// </summary>
internal static class FreePorts
{
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    public static (Uri Grpc, Uri Http) Two()
    {
        using var first = Some();
        using var second = Some();
        return (Address(first), Address(second));
    }

    private static TcpListener Some()
    {
        while (true)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(Lowest, Highest));
            try
            {
                listener.Start();
                return listener;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                listener.Dispose();
            }
        }
    }

    private static Uri Address(TcpListener listener) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
}
