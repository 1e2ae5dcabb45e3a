using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Observe.UI.Live;

namespace Observe.UI.Tests.Fakes;

/// <summary>The services of a page with fakes behind them: a clock that stands at 03:15 UTC, and no browser.</summary>
public class UITestContext : BunitContext, IAsyncLifetime
{
    // How long a page may take on a busy machine is not the question of these tests.
    static UITestContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    public UITestContext()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddObservePages();
        AddBunitPersistentComponentState();
        Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        Services.AddSingleton<AuthenticationStateProvider>(Somebody);
        Readers.AddTo(Services);
    }

    public FakeTimeProvider Time { get; } = new(Some.Now);

    /// <summary>Who looks at the pages: an admin, until a test says otherwise.</summary>
    public FakeViewer Somebody { get; } = new();

    public FakeReaders Readers { get; } = new();

    public LiveSwitch Live => Services.GetRequiredService<LiveSwitch>();

    public NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    /// <summary>Finds and clicks in one turn of the renderer: between two turns the page may have been drawn anew.</summary>
    protected static Task ClickAsync<T>(IRenderedComponent<T> page, string selector, string? text = null)
        where T : IComponent => page.InvokeAsync(() => page.FindAll(selector)
            .First(element => text is null || element.TextContent.Trim() == text).Click());

    /// <summary>Finds and types in one turn of the renderer.</summary>
    protected static Task InputAsync<T>(IRenderedComponent<T> page, string selector, string text)
        where T : IComponent => page.InvokeAsync(() => page.Find(selector).Input(text));

    public Task InitializeAsync() => Task.CompletedTask;

    // Mud's services can only be disposed asynchronously.
    async Task IAsyncLifetime.DisposeAsync() => await base.DisposeAsync();
}
