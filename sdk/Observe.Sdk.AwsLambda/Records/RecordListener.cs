using System.Net;
using System.Net.Sockets;

namespace Observe.Sdk.AwsLambda.Records;

/// <summary>Where Lambda posts the records to: a port of the environment itself.</summary>
internal sealed class RecordListener : IDisposable
{
    /// <summary>How Lambda calls the environment from within.</summary>
    private const string Sandbox = "sandbox.localdomain";

    private const string Hosts = "/etc/hosts";

    /// <summary>Lambda has one; further ones are closed.</summary>
    private const int MostConnections = 4;

    private static readonly byte[] Taken = [.. "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8];

    private readonly TcpListener _listener;
    private readonly Action<byte[]> _take;
    private readonly CancellationTokenSource _ending = new();
    private int _connections;

    private RecordListener(TcpListener listener, Action<byte[]> take) => (_listener, _take) = (listener, take);

    public Uri Address => new($"http://{Sandbox}:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <param name="take">Gets the body of each request; it must not fail.</param>
    /// <returns>Null when no port can be had.</returns>
    public static RecordListener? TryOpen(Action<byte[]> take)
    {
        var listener = new TcpListener(SandboxAddress(), 0);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
        var opened = new RecordListener(listener, take);
        _ = opened.AcceptAsync();
        return opened;
    }

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Nothing comes any more.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using var closing = connection;
        if (Interlocked.Increment(ref _connections) <= MostConnections)
        {
            await TakeAllAsync(connection).ConfigureAwait(false);
        }
        Interlocked.Decrement(ref _connections);
    }

    private async Task TakeAllAsync(TcpClient connection)
    {
        try
        {
            var stream = connection.GetStream();
            var requests = new RecordRequestReader(stream);
            while (await requests.ReadAsync(_ending.Token).ConfigureAwait(false) is { } body)
            {
                _take(body);
                await stream.WriteAsync(Taken, _ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The other side went away, or the process ends.
        }
    }

    /// <summary>Not all addresses: outside of Lambda others could reach them. Asking a name server could take seconds, and Lambda has the name in its table.</summary>
    private static IPAddress SandboxAddress()
    {
        try
        {
            return File.ReadLines(Hosts)
                .Select(line => line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Skip(1).Contains(Sandbox))
                .Select(words => IPAddress.TryParse(words[0], out var address) ? address : null)
                .FirstOrDefault(address => address is not null) ?? IPAddress.Loopback;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return IPAddress.Loopback;
        }
    }
}
