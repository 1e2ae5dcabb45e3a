using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Collector.Receive;

/// <summary>
/// Kestrel with the two OTLP ports and nothing else: an application of its own, so that no page, cookie or middleware of
/// the user interface is ever reachable through them.
/// </summary>
/// <param name="stored">The keys that were made through the API; null in a process that has none.</param>
/// <param name="own">Null in a process that starts no senders.</param>
internal sealed partial class CollectorListener(
    IOptions<CollectorOptions> options, InFlightBudget budget, ILoggerFactory loggers, ApiKeyRing? stored = null, OwnSenderKey? own = null) : IAsyncDisposable
{
    // Programs send their headers in one piece; who does not, holds a connection.
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    private readonly IngestKeys _keys = new(options.Value, stored, own);
    private readonly ILogger _logger = loggers.CreateLogger<CollectorListener>();
    private WebApplication? _application;
    private ListenOptions? _grpc;
    private ListenOptions? _http;

    public string GrpcAddress => Address(_grpc, options.Value.GrpcUrl);

    public string HttpAddress => Address(_http, options.Value.HttpUrl);

    public async Task StartAsync(ExportReceiver receiver, BodyReceiver bodies, IngestCounters counters, CancellationToken cancellationToken)
    {
        _application = Build(receiver, bodies, counters);
        await _application.StartAsync(cancellationToken);
        if (_keys.RefuseEverybody)
        {
            Log.RefusesEverybody(_logger);
        }
    }

    /// <summary>Takes no new connections and waits for the requests under way.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;

    private WebApplication Build(ExportReceiver receiver, BodyReceiver bodies, IngestCounters counters)
    {
        var settings = options.Value;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, settings));
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(receiver);
        builder.Services.AddSingleton(counters);
        builder.Services.AddSingleton(settings);
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc => Configure(grpc, settings));

        var application = builder.Build();
        var gate = new RequestGate(_keys, budget, counters);
        var http = new HttpReceiver(bodies, counters, settings);
        var origins = new BrowserOrigins(settings);
        application.Use((context, next) => origins.InvokeAsync(context, next));
        application.Use((context, next) => gate.InvokeAsync(context, next));
        // Each port speaks its own protocol: what comes over HTTP/1 is never gRPC, whatever its content type says.
        application.MapWhen(context => !HttpProtocol.IsHttp2(context.Request.Protocol), port => port.Run(http.InvokeAsync));
        application.UseRouting();
        application.MapGrpcService<TraceGrpcReceiver>();
        application.MapGrpcService<LogGrpcReceiver>();
        application.MapGrpcService<MetricGrpcReceiver>();
        application.MapFallback("/{**path}", http.InvokeAsync);
        return application;
    }

    private void Configure(KestrelServerOptions kestrel, CollectorOptions settings)
    {
        kestrel.AddServerHeader = false;
        // Each receiver has its own limit, and an answer for it; Kestrel's would reach a gRPC sender as UNKNOWN.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        var certificate = new ListenerCertificate(settings, TimeProvider.System, _logger);
        kestrel.Listen(EndPoint(settings.GrpcUrl), listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            UseTls(listen, settings.GrpcUrl, certificate);
            _grpc = listen;
        });
        kestrel.Listen(EndPoint(settings.HttpUrl), listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            UseTls(listen, settings.HttpUrl, certificate);
            _http = listen;
        });
    }

    private static void UseTls(ListenOptions listen, string url, ListenerCertificate certificate)
    {
        if (ListenAddress.IsTls(url))
        {
            listen.UseHttps(certificate.Tls());
        }
    }

    private static void Configure(Grpc.AspNetCore.Server.GrpcServiceOptions grpc, CollectorOptions settings)
    {
        grpc.MaxReceiveMessageSize = settings.MaxRequestBytes;
        grpc.CompressionProviders.Clear();
        grpc.CompressionProviders.Add(new GrpcDecompression("gzip", RequestDecompression.Gzip, settings.MaxRequestBytes));
        grpc.CompressionProviders.Add(new GrpcDecompression("zstd", RequestDecompression.Zstd, settings.MaxRequestBytes));
    }

    private static IPEndPoint EndPoint(string url) =>
        ListenAddress.TryParse(url, out var endPoint) ? endPoint : throw new ArgumentException($"'{url}' is not an address to listen on.");

    private static string Address(ListenOptions? listen, string url) =>
        listen?.IPEndPoint is { } endPoint ? $"{(ListenAddress.IsTls(url) ? "https" : "http")}://{endPoint}" : throw new InvalidOperationException("The collector does not listen yet.");

    /// <summary>The process belongs to the outer host; this one watches no signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Others can reach the collector and there is no ingest key: every sender is refused until one is made (POST /api/v1/keys) or set (Observe:Collector:IngestKey)")]
        public static partial void RefusesEverybody(ILogger logger);
    }
}
