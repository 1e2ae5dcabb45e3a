using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Observe.Storage.Engine.Http;

namespace Observe.Server.Composition;

/// <summary>Prints, once everything runs, the addresses that were bound: with port 0 nobody else knows them.</summary>
public sealed class ListeningLines(IServer server, RoleSet roles, IServiceProvider services) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Not in the constructor: the collector knows its ports only now.
        var collector = services.GetRequiredService<CollectorAddresses>();
        Print("otlp-grpc", collector.Grpc);
        Print("otlp-http", collector.Http);
        if (roles.Serves)
        {
            Print("ui", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);
        }
        Print("sql", services.GetRequiredService<EngineHttpHost>().Addresses);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Print(string name, IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            Console.Out.WriteLine($"listening {name} {address}");
        }
    }
}
