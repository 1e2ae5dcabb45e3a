using System.Net;
using Observe.Storage.Engine;
using Observe.Storage.Engine.Http;

namespace Observe.Collector.Tests.Fakes;

/// <summary>The engine as a server that is reached over HTTP, and that can be away: its port refuses, as that of a stopped server does.</summary>
internal sealed class DistantClickHouse : IAsyncDisposable
{
    private readonly EmbeddedEngine _engine;
    private EngineHttpListener? _listener;

    private DistantClickHouse(EmbeddedEngine engine, EngineHttpListener listener)
    {
        _engine = engine;
        _listener = listener;
        Address = listener.Address;
    }

    public Uri Address { get; }

    public static async Task<DistantClickHouse> StartAsync(EmbeddedEngine engine) => new(engine, await ListenAsync(engine, 0));

    public async Task GoAwayAsync()
    {
        await _listener!.DisposeAsync();
        _listener = null;
    }

    public async Task ComeBackAsync() => _listener = await ListenAsync(_engine, Address.Port);

    public async ValueTask DisposeAsync()
    {
        if (_listener is { } listener)
        {
            await listener.DisposeAsync();
        }
    }

    private static Task<EngineHttpListener> ListenAsync(EmbeddedEngine engine, int port) => EngineHttpListener.StartAsync(
        engine, new EngineHttpOptions(new IPEndPoint(IPAddress.Loopback, port), Writable: true), CancellationToken.None);
}
