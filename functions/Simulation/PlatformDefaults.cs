namespace Observe.Functions.Simulation;

/// <summary>How a provider usually runs a function; telemetry says nothing of it.</summary>
public static class PlatformDefaults
{
    /// <summary>AWS, and whoever is not known: measured at about ten minutes (Peeking Behind the Curtains, ATC 2018).</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(10);

    /// <summary>Azure, measured (mikhail.io, cold starts in Azure Functions).</summary>
    private static readonly TimeSpan Azure = TimeSpan.FromMinutes(20);

    /// <summary>Cloud Run keeps idle instances for up to 15 minutes (Google's page about instance autoscaling).</summary>
    private static readonly TimeSpan Google = TimeSpan.FromMinutes(15);

    /// <summary>The default concurrency of a Cloud Run service (Google's page about maximum concurrent requests).</summary>
    private const int CloudRunRequests = 80;

    /// <param name="provider">As in <c>cloud.provider</c>.</param>
    /// <param name="platform">As in <c>cloud.platform</c>.</param>
    public static PlatformSettings Of(string provider, string platform) => provider switch
    {
        "azure" => new PlatformSettings { KeepAlive = Azure },
        "gcp" => new PlatformSettings
        {
            KeepAlive = Google,
            RequestsPerInstance = platform is "gcp_cloud_run" or "gcp.cloud_run" ? CloudRunRequests : 1,
        },
        _ => new PlatformSettings { KeepAlive = Usual },
    };
}
