using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Observe.Collector;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.Benchmarks.Ingest;

/// <summary>The real collector over the real embedded engine on free ports, and clients for its bytes.</summary>
internal sealed class BenchmarkCollector : IAsyncDisposable
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);
    private static readonly Method<byte[], byte[]> Export =
        new(MethodType.Unary, "opentelemetry.proto.collector.trace.v1.TraceService", "Export", Raw, Raw);

    private readonly DirectoryInfo _folder;
    private readonly IHost _host;
    private GrpcChannel? _channel;

    private BenchmarkCollector(DirectoryInfo folder)
    {
        _folder = folder;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Observe:Collector:GrpcUrl"] = "http://127.0.0.1:0",
            ["Observe:Collector:HttpUrl"] = "http://127.0.0.1:0",
            ["Observe:Storage:DataDirectory"] = folder.FullName,
        });
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddCollector(builder.Configuration);
        _host = builder.Build();
    }

    public CollectorHost Collector => _host.Services.GetRequiredService<CollectorHost>();

    public ClickHouseDatabase Database => _host.Services.GetRequiredService<ClickHouseDatabase>();

    public ITraceReader Traces => _host.Services.GetRequiredService<ITraceReader>();

    public string Folder => _folder.FullName;

    public HttpClient Http { get; } = new();

    public static async Task<BenchmarkCollector> StartAsync()
    {
        var collector = new BenchmarkCollector(Directory.CreateTempSubdirectory("observe-benchmark-"));
        await collector._host.StartAsync();
        collector._channel = Channel(collector.Collector.GrpcAddresses[0]);
        return collector;
    }

    public static GrpcChannel Channel(string address) =>
        GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxSendMessageSize = null, MaxReceiveMessageSize = null });

    public static Method<byte[], byte[]> Method(string service, string name) => new(MethodType.Unary, service, name, Raw, Raw);

    public async Task SendAsync(byte[] request) => await _channel!.CreateCallInvoker().AsyncUnaryCall(Export, null, default, request);

    public Uri HttpTraces => new(Collector.HttpAddresses[0] + "/v1/traces");

    /// <summary>Returns when everything that was acknowledged is in ClickHouse.</summary>
    public async Task StoredAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Enum.GetValues<TelemetryTable>().Any(table => Collector.WaitingRows(table) > 0))
        {
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel?.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        _folder.Delete(recursive: true);
    }
}
