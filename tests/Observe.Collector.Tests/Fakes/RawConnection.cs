using System.Net.Sockets;
using System.Text;

namespace Observe.Collector.Tests.Fakes;

/// <summary>A connection that says exactly what a test wants said.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes);

    /// <summary>The first line of the answer; empty when the server closes without one.</summary>
    public async Task<string> StatusLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await ReadAsync(one) == 1 && one[0] != '\r')
        {
            line.Append((char)one[0]);
        }
        return line.ToString();
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        var some = new byte[16 * 1024];
        for (var count = await ReadAsync(some); count > 0; count = await ReadAsync(some))
        {
            all.Write(some, 0, count);
        }
        return all.ToArray();
    }

    public void Dispose() => _client.Dispose();

    private async Task<int> ReadAsync(byte[] buffer)
    {
        try
        {
            return await _client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Patience);
        }
        catch (IOException)
        {
            // A reset: closed the hard way.
            return 0;
        }
    }
}
