using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Collector.Tests.Fakes;

/// <summary>The collector over the embedded engine, nothing in between replaced. A process can open one engine, so its tests share it.</summary>
public sealed class EngineCollector : IAsyncLifetime
{
    public const string Key = "secret";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("observe-collector-");
    private readonly IHost _host;

    public EngineCollector()
        : this([])
    {
    }

    /// <summary>With <c>Observe:Storage:ServerUrl</c> it opens no engine but asks that server.</summary>
    internal EngineCollector(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Observe:Collector:GrpcUrl"] = "http://127.0.0.1:0",
            ["Observe:Collector:HttpUrl"] = "http://127.0.0.1:0",
            ["Observe:Collector:IngestKey"] = Key,
            ["Observe:Collector:BatchAge"] = "00:00:00.050",
            ["Observe:Collector:HeartbeatInterval"] = "00:00:00.100",
            ["Observe:Storage:DataDirectory"] = _folder.FullName,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddCollector(builder.Configuration);
        _host = builder.Build();
    }

    public Uri Grpc => new(Get<CollectorHost>().GrpcAddresses[0]);

    public Uri Http => new(Get<CollectorHost>().HttpAddresses[0]);

    internal EmbeddedEngine Engine => Get<ClickHouseDatabase>().Engine!;

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Returns when everything that was acknowledged before can be read.</summary>
    public async Task FreshAsync() =>
        Assert.True(await Get<IIngestReader>().WaitUntilFreshAsync(TimeSpan.FromSeconds(30), CancellationToken.None));

    public Task InitializeAsync() => _host.StartAsync();

    /// <summary>Stores what waits, and ends.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class EngineGroup : ICollectionFixture<EngineCollector>
{
    public const string Name = "engine";
}
