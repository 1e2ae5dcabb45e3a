using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Read;
using Observe.UI.Live;

namespace Observe.UI.Tests.Fakes;

/// <summary>The services of a page with fakes behind them: a clock that stands at 03:15 UTC, and no browser.</summary>
public class UITestContext : BunitContext
{
    public UITestContext()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddObserveUI();
        Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        Services.AddSingleton<IFunctionReader>(Functions);
        Services.AddSingleton<IIngestReader>(Ingest);
    }

    public FakeTimeProvider Time { get; } = new(Some.Now);

    public FakeFunctionReader Functions { get; } = new();

    public FakeIngestReader Ingest { get; } = new();

    public LiveSwitch Live => Services.GetRequiredService<LiveSwitch>();

    public NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();
}
