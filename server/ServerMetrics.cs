using System.Diagnostics.Metrics;

namespace Observe.Server;

/// <summary>What the server counts of itself.</summary>
public sealed class ServerMetrics
{
    public const string MeterName = "Observe.Server";

    private readonly Counter<long> _refused;

    public ServerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _refused = meter.CreateCounter<long>("observe.server.requests.refused", "{request}", "Requests turned away, by reason");
    }

    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
