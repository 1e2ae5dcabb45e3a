using System.Diagnostics;
using Microsoft.Extensions.Options;
using Observe.Alerts;
using Observe.Collector;
using Observe.Server.Api;
using Observe.Server.Demo;
using Observe.Server.Health;
using Observe.Server.Security;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Engine;
using Observe.UI;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Serilog;

namespace Observe.Server.Composition;

/// <summary>Which rooms there are, and in which order they open and close.</summary>
public static class ServerRegistration
{
    /// <summary>Hosted services stop in the reverse order of this list: the engine closes last.</summary>
    public static void AddServer(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSecretFiles();
        var configuration = builder.Configuration;
        var server = configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new();
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
        // What makes no sense is refused by the validators when the host starts.
        _ = RoleSet.TryParse(server.Roles, out var roles, out _);

        AddHosting(builder, server, roles);
        builder.Services.AddFunctions();
        builder.Services.AddStorage(configuration);
        builder.AddObserveSecurity(server.Url, [.. ServerOptionsValidator.Addresses(configuration, server, roles).Select(bound => bound.Url)], storage.DataDirectory);
        AddRooms(builder.Services, configuration, roles);
        builder.Services.AddDemo(configuration);
        builder.Services.AddHostedService<ListeningLines>();
        builder.Services.AddObserveApi();
        builder.Services.AddObserveHealth();
        builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("observe"))
            .WithMetrics(metrics => metrics.AddMeter("Observe.*").AddPrometheusExporter());
    }

    public static void MapServer(this WebApplication app)
    {
        var roles = app.Services.GetRequiredService<RoleSet>();
        app.UseExceptionHandler();
        if (roles.UI)
        {
            app.UseNotFoundPage();
        }
        app.UseObserveSecurity();
        app.MapObserveHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").RequireAtLeast(AccountRole.Viewer);
        app.MapSignIn();
        app.MapInvitation();
        app.MapPassword();
        app.MapSetUp();
        if (roles.Api)
        {
            app.MapObserveApi();
        }
        if (roles.UI)
        {
            app.MapObserveUI(RolePolicies.Name(AccountRole.Viewer));
        }
    }

    private static void AddHosting(WebApplicationBuilder builder, ServerOptions server, RoleSet roles)
    {
        // Our own calls carry no trace context and so never show up as somebody's spans.
        DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();
        builder.Services.AddSerilog((_, logs) => logs.ConfigureObserve(builder.Configuration), preserveStaticLogger: true);
        builder.Services.AddOptions<ServerOptions>().BindConfiguration(ServerOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        builder.Services.AddSingleton(roles);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = server.ShutdownTimeout);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(server.Url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }

    private static void AddRooms(IServiceCollection services, IConfiguration configuration, RoleSet roles)
    {
        services.AddSingleton(provider => CollectorAddresses.Of(provider.GetService<CollectorHost>()));
        services.AddConfigStores();
        services.AddWebhookFormats(configuration);
        services.AddRuleBacktest();
        // Before the collector: keys and accounts are known when the first request comes.
        services.AddHostedService<AccessRefresher>();
        if (roles.Collector)
        {
            services.AddCollector(configuration);
        }
        if (roles.Alerts)
        {
            services.AddAlerts(configuration);
        }
        if (roles.UI)
        {
            services.AddObserveUI();
        }
    }
}
