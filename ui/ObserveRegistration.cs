using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MudBlazor.Services;
using Observe.Functions;
using Observe.UI.Browser;
using Observe.UI.Components;
using Observe.UI.Components.Pages.Function;
using Observe.UI.Components.Pages.Home;
using Observe.UI.Components.Pages.Service;
using Observe.UI.Live;
using Observe.UI.Shaping;
using Observe.UI.TraceCache;

namespace Observe.UI;

/// <summary>The pages as one piece: services, endpoints, and the content policy they live under.</summary>
public static class ObserveRegistration
{
    /// <summary>
    /// What the pages need of a Content-Security-Policy. Styles: MudBlazor and Virtualize write style attributes.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static IServiceCollection AddObserveUI(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddOptions<UIOptions>().BindConfiguration(UIOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<UIOptions>>().Value);
        return services.AddObservePages();
    }

    /// <summary>What the pages inject, without the server that hosts them.</summary>
    public static IServiceCollection AddObservePages(this IServiceCollection services)
    {
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.VisibleStateDuration = 4000;
            mud.SnackbarConfiguration.ShowTransitionDuration = 90;
            mud.SnackbarConfiguration.HideTransitionDuration = 90;
        });
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FunctionsOptions>();
        services.TryAddSingleton<ServiceColours>();
        services.TryAddSingleton<PageHandovers>();
        services.AddMetrics();
        services.TryAddSingleton<UIOptions>();
        services.TryAddSingleton<SharedTraces>();
        services.TryAddScoped<BrowserShell>();
        services.TryAddScoped<ViewerClock>();
        services.TryAddScoped<Viewer>();
        services.TryAddScoped<PageAudit>();
        services.TryAddScoped<LiveSwitch>();
        services.AddScoped<CircuitHandler, LiveConnection>();
        services.TryAddScoped<HomeAlertsReader>();
        services.TryAddScoped<HomeReader>();
        services.TryAddScoped<FunctionViewReader>();
        services.TryAddScoped<ServiceViewReader>();
        return services;
    }

    /// <summary>Maps the pages and their files. The host must also call UseAntiforgery.</summary>
    /// <param name="policy">The authorization policy of all of them; null for none.</param>
    public static void MapObserveUI(this IEndpointRouteBuilder endpoints, string? policy = null)
    {
        var files = endpoints.MapStaticAssets();
        var pages = endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        if (policy is not null)
        {
            files.RequireAuthorization(policy);
            pages.RequireAuthorization(policy);
        }
    }
}
