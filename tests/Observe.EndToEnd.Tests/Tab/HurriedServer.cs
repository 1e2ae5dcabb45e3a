using System.Diagnostics;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>
/// Runs in the process of the real server: the timers of open pages beat faster, and it is counted what they ask, how many circuits there are and what memory is in use. All else is as people start it.
/// </summary>
internal sealed class HurriedServer : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    /// <summary>How many times as often a page's timers beat.</summary>
    public const string Factor = "OBSERVE_TAB_FACTOR";

    private bool _isDone;

    public static void Watch() => DiagnosticListener.AllListeners.Subscribe(new HurriedServer());

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
        {
            value.Subscribe(this);
        }
    }

    /// <summary>The host tells that it is about to be built; the first is the server, others are its receivers.</summary>
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (!_isDone && value is { Key: "HostBuilding", Value: IHostBuilder host })
        {
            _isDone = true;
            host.ConfigureServices((_, services) => Add(services));
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static void Add(IServiceCollection services)
    {
        var (calls, connections) = (new CallCounts(), new OpenConnections());
        CountedReader.Around(services, calls);
        HurriedBeats.ForCircuits(services, int.Parse(Environment.GetEnvironmentVariable(Factor)!, System.Globalization.CultureInfo.InvariantCulture));
        services.AddSingleton(calls).AddSingleton(connections).AddSingleton<CircuitCount>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<CircuitCount>());
        services.AddTransient<IStartupFilter, TabEndpoints>();
        services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(connections.Follow));
    }
}
