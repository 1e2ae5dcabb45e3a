using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Observe.Storage.Config;
using Observe.Storage.Read;
using Observe.Testing;
using Observe.UI.Browser;
using Observe.UI.Live;
using Observe.UI.Shaping;
using Observe.UI.Tests.Fakes;
using Observe.UI.TraceCache;

namespace Observe.UI.Tests.Pages;

/// <summary>The pages' own services over fake readers, a fake clock, and a browser that answers nothing.</summary>
public abstract class ExplorerContext : BunitContext, IAsyncLifetime
{
    protected ExplorerContext()
    {
        Services.AddMudServices();
        Services.AddScoped<BrowserShell>();
        Services.AddScoped<ViewerClock>();
        Services.AddScoped<LiveSwitch>();
        Services.AddSingleton<PageHandovers>();
        Services.AddSingleton<UIOptions>();
        Services.AddSingleton<SharedTraces>();
        AddBunitPersistentComponentState();
        Services.AddSingleton<ServiceColours>();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<ITraceReader>(Traces);
        Services.AddSingleton<ITypicalTraceReader>(Typical);
        Services.AddSingleton<IHeatmapReader>(Heatmaps);
        Services.AddSingleton<ILogReader>(Logs);
        Services.AddSingleton<ILogPatternReader>(Patterns);
        Services.AddSingleton<ILogContextReader>(Patterns);
        Services.AddSingleton<ITailReader>(Tails);
        Services.AddSingleton(Searches);
        Services.AddSingleton<AuthenticationStateProvider>(Somebody);
        Services.AddSingleton<IAuditStore>(new FakeAuditStore());
        Services.AddLogging();
        Services.AddMetrics();
        Services.AddSingleton<AuditTrail>();
        Services.AddScoped<Viewer>();
        Services.AddSingleton<IAttributeReader>(new FakeAttributeReader());
        Services.AddSingleton<IIngestReader>(Ingest);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>Who looks at the pages: an admin, where nobody signs in, until a test says otherwise.</summary>
    public FakeViewer Somebody { get; } = new();

    public FakeTimeProvider Clock { get; } = new(Some.Now);
    public FakeTraceReader Traces { get; } = new();
    public FakeTypicalTraceReader Typical { get; } = new();
    public FakeHeatmapReader Heatmaps { get; } = new();
    public FakeLogPatternReader Patterns { get; } = new();
    public FakeTailReader Tails { get; } = new();
    public SavedSearchStore Searches { get; } = new(new FakeConfigDocuments(), TimeProvider.System);
    public FakeLogReader Logs { get; } = new();

    public FakeIngestReader Ingest { get; } = new() { Result = Some.Ingest };

    public NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public string PathAndQuery => new Uri(Navigation.Uri).PathAndQuery;

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Renders the page at an address and waits until it shows what is named.</summary>
    public IRenderedComponent<TPage> Open<TPage>(string url, string until)
        where TPage : class, IComponent
    {
        Navigation.NavigateTo(url);
        var page = Render<TPage>();
        page.WaitForElement(until);
        return page;
    }
}
