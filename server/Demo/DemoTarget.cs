using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Observe.Collector.Receive;
using Observe.Server.Composition;

namespace Observe.Server.Demo;

/// <summary>
/// What the sample functions are told: how long idle instances are kept, when to deploy, where to send telemetry, and with which key: to this process's own
/// collector, whoever else may send there.
/// </summary>
public sealed class DemoTarget(IServiceProvider services, OwnSenderKey key, IOptions<DemoOptions> options)
{
    public IReadOnlyDictionary<string, string> Environment() => new Dictionary<string, string>
    {
        // Not in the constructor: the collector knows its ports only after its start.
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Reachable(services.GetRequiredService<CollectorAddresses>().Http[0]),
        ["OBSERVE_API_KEY"] = key.Value,
        ["OBSERVE_DEMO_IDLE_SECONDS"] = Seconds(options.Value.KeepAlive),
        ["OBSERVE_DEMO_DEPLOY_SECONDS"] = options.Value.DeployAfter == TimeSpan.Zero ? "never" : Seconds(options.Value.DeployAfter),
    };

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>"All addresses" can be bound, not called.</summary>
    private static string Reachable(string address)
    {
        var url = new UriBuilder(address);
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var host) && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)))
        {
            url.Host = host.Equals(IPAddress.Any) ? $"{IPAddress.Loopback}" : $"[{IPAddress.IPv6Loopback}]";
        }
        return url.Uri.GetLeftPart(UriPartial.Authority);
    }
}
