using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Observe.Collector.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Collector.Tests.Receive;

/// <summary>The whole way once, with nothing in between replaced: a sender, the collector, the embedded engine, the readers.</summary>
public sealed class EngineTests
{
    [Fact]
    public async Task Export_OnTheEngine_IsReadBack()
    {
        using var folder = new TemporaryFolder();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Observe:Collector:GrpcUrl"] = "http://127.0.0.1:0",
            ["Observe:Collector:HttpUrl"] = "http://127.0.0.1:0",
            ["Observe:Storage:DataDirectory"] = folder.Path,
        });
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddCollector(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        var collector = host.Services.GetRequiredService<CollectorHost>();

        var (exitCode, output) = await NodeClients.SendAsync("grpc", collector.GrpcAddresses[0], "20");
        Assert.True(exitCode == 0, output);
        Assert.True(await host.Services.GetRequiredService<IIngestReader>().WaitUntilFreshAsync(TimeSpan.FromSeconds(20), default));

        var lastHour = TimeRange.Last(TimeSpan.FromHours(1), TimeProvider.System);
        var functions = await host.Services.GetRequiredService<IFunctionReader>().ListAsync(new FunctionListQuery(lastHour), default);
        var function = Assert.Single(functions.Functions);
        Assert.Equal(("resize", 20L, 10L), (function.Identity.Name, function.Invocations, function.Errors));
        var ingest = await host.Services.GetRequiredService<IIngestReader>().GetAsync(lastHour, 1, default);
        Assert.Equal((20L, 20L, 0L), (ingest.Signals[0].Received, ingest.Signals[0].Stored, ingest.Signals[0].Waiting));
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
