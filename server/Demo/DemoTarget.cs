using Observe.Server.Composition;

namespace Observe.Server.Demo;

/// <summary>Where the sample functions send their telemetry: this process's own collector.</summary>
public sealed class DemoTarget(IServiceProvider services, IConfiguration configuration)
{
    public IReadOnlyDictionary<string, string> Environment()
    {
        // Not in the constructor: the collector knows its ports only after its start.
        var addresses = services.GetRequiredService<CollectorAddresses>();
        var variables = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = addresses.Http[0] };
        if (configuration["Observe:Collector:IngestKey"] is { Length: > 0 } key)
        {
            variables["OBSERVE_API_KEY"] = key;
        }
        return variables;
    }
}
