using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;
using Observe.Storage.Read;
using Observe.Storage.Retention;
using Observe.Testing;

namespace Observe.Server.Tests.Fakes;

/// <summary>The whole server on a free port, with readers that answer what a test puts in; no engine and no workers.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("observe-server-tests-");

    private RunningServer(Action<IServiceCollection> more, string[] switches)
    {
        string[] all = ["--Observe:Server:Url=http://127.0.0.1:0", $"--Observe:Storage:DataDirectory={_data.FullName}", .. switches];
        _app = ServerHost.Build(all, builder =>
        {
            builder.Services.RemoveAll<IHostedService>();
            builder.Services.Replace(ServiceDescriptor.Singleton<ITraceReader>(Traces));
            builder.Services.Replace(ServiceDescriptor.Singleton<ITypicalTraceReader>(Typical));
            builder.Services.Replace(ServiceDescriptor.Singleton<IHeatmapReader>(Heatmaps));
            builder.Services.Replace(ServiceDescriptor.Singleton<ILogReader>(Logs));
            builder.Services.Replace(ServiceDescriptor.Singleton<ILogPatternReader>(Patterns));
            builder.Services.Replace(ServiceDescriptor.Singleton<ILogContextReader>(Patterns));
            builder.Services.Replace(ServiceDescriptor.Singleton<ITailReader>(Tails));
            builder.Services.Replace(ServiceDescriptor.Singleton<IFunctionReader>(Functions));
            builder.Services.Replace(ServiceDescriptor.Singleton<IFunctionDetailReader>(Function));
            builder.Services.Replace(ServiceDescriptor.Singleton<IConcurrencyReader>(Function));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAdviceEvidenceReader>(Function));
            builder.Services.Replace(ServiceDescriptor.Singleton<IServiceMapReader>(ServiceMap));
            builder.Services.Replace(ServiceDescriptor.Singleton<IServiceReader>(Services));
            builder.Services.Replace(ServiceDescriptor.Singleton<IMetricReader>(Metrics));
            builder.Services.Replace(ServiceDescriptor.Singleton<IIngestReader>(Ingest));
            builder.Services.Replace(ServiceDescriptor.Singleton<IStorageReader>(Storage));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAttributeReader>(Attributes));
            builder.Services.Replace(ServiceDescriptor.Singleton<IConfigDocuments>(Documents));
            builder.Services.Replace(ServiceDescriptor.Singleton<IDeliveryStore>(Deliveries));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAuditStore>(Audit));
            builder.Services.Replace(ServiceDescriptor.Singleton<IInvocationSeriesReader>(Series));
            builder.Services.Replace(ServiceDescriptor.Singleton<ISearchSeriesReader>(Searches));
            builder.Services.Replace(ServiceDescriptor.Singleton<IAsyncReader>(Queues));
            builder.Services.Replace(ServiceDescriptor.Singleton<IStreamAgeReader>(new FakeStreamAgeReader()));
            more.Invoke(builder.Services);
        });
    }

    public FakeTraceReader Traces { get; } = new();
    public FakeTypicalTraceReader Typical { get; } = new();
    public FakeHeatmapReader Heatmaps { get; } = new();
    public FakeLogReader Logs { get; } = new();
    public FakeLogPatternReader Patterns { get; } = new();
    public FakeTailReader Tails { get; } = new();
    public FakeFunctionReader Functions { get; } = new();
    public FakeFunctionDetailReader Function { get; } = new();
    internal FakeInvocationSeriesReader Series { get; } = new();
    internal FakeSearchSeriesReader Searches { get; } = new();
    internal FakeAsyncReader Queues { get; } = new();
    internal FakeAuditStore Audit { get; } = new();
    internal FakeConfigDocuments Documents { get; } = new(TimeProvider.System);
    internal FakeDeliveryStore Deliveries { get; } = new(new FakeNotificationStore());
    public FakeServiceMapReader ServiceMap { get; } = new();
    public FakeServiceReader Services { get; } = new();
    public FakeMetricReader Metrics { get; } = new();
    public FakeIngestReader Ingest { get; } = new();
    public FakeAttributeReader Attributes { get; } = new();
    public FakeStorageReader Storage { get; } = new();
    public AccountRing Accounts => _app.Services.GetRequiredService<AccountRing>();
    public IServiceProvider Provider => _app.Services;
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The options of a server that has an administrator, whom <see cref="AsAdministrator"/> is.</summary>
    public static IReadOnlyList<string> WithAdministrator { get; } = ["--Observe:Security:AdminUser=root", "--Observe:Security:AdminPassword=correct horse"];

    public static Task<RunningServer> StartAsync(params string[] switches) => StartAsync(_ => { }, switches);

    /// <param name="more">Further parts of the test's own.</param>
    public static async Task<RunningServer> StartAsync(Action<IServiceCollection> more, params string[] switches)
    {
        var server = new RunningServer(more, switches);
        // What the refresher does in a whole server: the accounts are known when the first request comes.
        await server.Accounts.RefreshAsync(CancellationToken.None);
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>A client that follows no redirect and keeps cookies.</summary>
    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>Such a client that says with each call who it is.</summary>
    public HttpClient AsAdministrator()
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("root:correct horse"u8));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
