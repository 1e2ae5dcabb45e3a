using System.Net;
using Microsoft.Extensions.Hosting;

namespace Observe.Storage.Engine.Http;

/// <summary>Offers the embedded data to SQL tools when <c>Observe:Storage:HttpUrl</c> names an address; read-only.</summary>
public sealed class EngineHttpHost(ClickHouseDatabase database, StorageOptions options) : IHostedService
{
    private EngineHttpListener? _listener;

    /// <summary>Where it listens, with the real port; empty when it does not.</summary>
    public IReadOnlyList<string> Addresses => _listener is { } listener ? [listener.Address.ToString().TrimEnd('/')] : [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.HttpUrl.Length == 0 || database.Engine is not { } engine)
        {
            return;
        }
        var url = new Uri(options.HttpUrl);
        var address = IPAddress.TryParse(url.Host.Trim('[', ']'), out var named) ? named : IPAddress.Loopback;
        _listener = await EngineHttpListener.StartAsync(
            engine,
            new EngineHttpOptions(new IPEndPoint(address, url.Port), false, options.HttpUser, options.HttpPassword),
            cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is { } listener)
        {
            await listener.DisposeAsync();
        }
    }
}
