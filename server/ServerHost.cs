using Microsoft.Extensions.Options;
using Observe.Collector;
using Observe.Server.Composition;
using Observe.Server.Health;

namespace Observe.Server;

/// <summary>Builds, runs and ends the one process, and says with its exit code how that went.</summary>
public static class ServerHost
{
    public const int Stopped = 0;
    public const int Failed = 1;
    public const int Misconfigured = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var switches = CommandLineSwitches.Read(args);
        if (switches.Text is { } text)
        {
            await (switches.IsError ? Console.Error : Console.Out).WriteLineAsync(text);
            return switches.IsError ? Misconfigured : Stopped;
        }
        if (switches.AsksHealth)
        {
            return await HealthSwitch.AskAsync(switches.Configuration);
        }
        await using var app = Build(switches.Configuration);
        if (ConfigurationFailures.Of(app.Services.GetRequiredService<IStartupValidator>()) is { Count: > 0 } failures)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', failures.Select(failure => $"observe: {failure}")));
            return Misconfigured;
        }
        return await RunAsync(app);
    }

    /// <param name="configuration">Arguments of the form <c>--Section:Key=value</c>.</param>
    /// <param name="customise">Runs before the container is built; tests put their own parts in here.</param>
    public static WebApplication Build(string[] configuration, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = configuration,
            ApplicationName = typeof(ServerHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddServer();
        customise?.Invoke(builder);
        var app = builder.Build();
        app.MapServer();
        return app;
    }

    private static async Task<int> RunAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception)
        {
            // The host has logged why. What had already started (the embedded engine above all) must still close in order.
            await app.StopAsync();
            return Failed;
        }
        await app.WaitForShutdownAsync();
        var crashed = app.Services.GetServices<IHostedService>()
            .Any(service => service is BackgroundService { ExecuteTask.IsFaulted: true } or CollectorHost { HasFailed: true });
        return crashed ? Failed : Stopped;
    }
}
