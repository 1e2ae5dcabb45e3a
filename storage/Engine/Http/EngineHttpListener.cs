using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Observe.Storage.Engine.Http;

/// <summary>Kestrel with the engine's HTTP interface and nothing else, on one loopback port.</summary>
internal sealed class EngineHttpListener : IAsyncDisposable
{
    /// <summary>A statement is text; the tests' server takes rows as well.</summary>
    private const long MaxStatementBytes = 1 << 20;

    private const long MaxRowsBytes = 256L << 20;

    private const int MaxAddressBytes = 1 << 20;
    private const int MaxConnections = 64;

    private readonly WebApplication _application;
    private ListenOptions? _listen;

    private EngineHttpListener(EmbeddedEngine engine, EngineHttpOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Writable ? MaxRowsBytes : MaxStatementBytes;
            // The driver sends values in the address; ClickHouse takes as much.
            kestrel.Limits.MaxRequestLineSize = MaxAddressBytes;
            kestrel.Limits.MaxRequestBufferSize = 2 * MaxAddressBytes;
            kestrel.Limits.MaxConcurrentConnections = options.Writable ? null : MaxConnections;
            kestrel.Listen(options.EndPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (options.Certificate is { } certificate)
                {
                    listen.UseHttps(certificate);
                }
                _listen = listen;
            });
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _application = builder.Build();
        _application.Run(new EngineHttpEndpoint(engine, options).AnswerAsync);
        Scheme = options.Certificate is null ? "http" : "https";
    }

    private string Scheme { get; }

    /// <summary>The address with its real port.</summary>
    public Uri Address => new($"{Scheme}://{_listen!.IPEndPoint}");

    public static async Task<EngineHttpListener> StartAsync(
        EmbeddedEngine engine, EngineHttpOptions options, CancellationToken cancellationToken)
    {
        if (!IPAddress.IsLoopback(options.EndPoint.Address))
        {
            throw new ArgumentException($"{options.EndPoint} can be reached from other machines.", nameof(options));
        }
        var listener = new EngineHttpListener(engine, options);
        await listener._application.StartAsync(cancellationToken);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    /// <summary>The process belongs to the outer host; this one watches no signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
