using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>
/// Prints the set-up link as soon as it is known that it is needed: when the server has started, or later when the accounts can be read at last. Not into
/// the log, which others may keep.
/// </summary>
public sealed class SetUpNotice(SetUp setUp, AccessState access, AccountRing ring, RoleSet roles, IServer server) : IHostedLifecycleService
{
    private int _printed;
    private volatile bool _isStarted;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _isStarted = true;
        Print();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ring.Refreshed += Print;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        ring.Refreshed -= Print;
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>An address that can be opened on this machine; one that stands for all of them cannot.</summary>
    public static string Link(string address, string token)
    {
        var url = BindingAddress.Parse(address);
        var host = url.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "localhost" : url.Host;
        return FormattableString.Invariant($"{url.Scheme}://{host}:{url.Port}{SetUpEndpoints.Path}?token={token}");
    }

    private void Print()
    {
        if (_isStarted && roles.Serves && access.IsSetUp && Interlocked.Exchange(ref _printed, 1) == 0)
        {
            foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
            {
                Console.Out.WriteLine($"set up {Link(address, setUp.Token)}");
            }
        }
    }
}
