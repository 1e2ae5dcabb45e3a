using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Observe.Collector.Journal;
using Observe.Collector.Receive;
using Observe.Storage.Config;
using Observe.Storage.Engine;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Fakes;

/// <summary>The real collector on free ports, as the server runs it, over a ClickHouse in memory.</summary>
internal sealed class RunningCollector : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IHost _host;

    private RunningCollector(
        IReadOnlyDictionary<string, string?> settings, FakeTelemetryWriter writer, IJournalDisk? disk, ApiKeyRing? keys, CapturedLog? log,
        OwnSenderKey? own)
    {
        Writer = writer;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Observe:Collector:GrpcUrl"] = "http://127.0.0.1:0",
            ["Observe:Collector:HttpUrl"] = "http://127.0.0.1:0",
            ["Observe:Collector:BatchAge"] = "00:00:00.050",
            ["Observe:Storage:DataDirectory"] = _folder.Path,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddOptions<StorageOptions>().Bind(builder.Configuration.GetSection(StorageOptions.Section));
        builder.Services.AddSingleton<ITelemetryWriter>(writer);
        if (disk is not null)
        {
            builder.Services.AddSingleton(disk);
        }
        if (keys is not null)
        {
            builder.Services.AddSingleton(keys);
        }
        if (own is not null)
        {
            builder.Services.AddSingleton(own);
        }
        if (log is not null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        }
        builder.Services.AddCollector(builder.Configuration);
        _host = builder.Build();
        Collector = _host.Services.GetRequiredService<CollectorHost>();
        _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => _stopping.TrySetResult());
    }

    public string DataDirectory => _folder.Path;

    /// <summary>Ends when the collector has asked the process to stop.</summary>
    public Task Stopping => _stopping.Task;

    public FakeTelemetryWriter Writer { get; }
    public CollectorHost Collector { get; }
    public Uri Grpc => Reachable(Collector.GrpcAddresses[0]);
    public Uri Http => Reachable(Collector.HttpAddresses[0]);
    public HttpClient Client { get; } = new();

    /// <summary>Of all requests that are arriving or being worked on.</summary>
    public long InFlightBytes => _host.Services.GetRequiredService<InFlightBudget>().Used;

    public long Counter(string name) => Collector.Counters.Snapshot().GetValueOrDefault(name);

    public static async Task<RunningCollector> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        FakeTelemetryWriter? writer = null,
        IJournalDisk? disk = null,
        ApiKeyRing? keys = null,
        CapturedLog? log = null,
        OwnSenderKey? own = null)
    {
        var collector = new RunningCollector(settings ?? new Dictionary<string, string?>(), writer ?? new FakeTelemetryWriter(), disk, keys, log, own);
        await collector._host.StartAsync();
        return collector;
    }

    public Task StopAsync() => _host.StopAsync();

    /// <summary>"All addresses" can be bound, not called.</summary>
    private static Uri Reachable(string address) => new(address.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Dispose();
    }
}
