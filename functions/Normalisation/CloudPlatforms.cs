namespace Observe.Functions.Normalisation;

/// <summary>Names of <c>cloud.platform</c>, and which cloud each is of.</summary>
public static class CloudPlatforms
{
    // Renamed in version 1.37 of the conventions; the stock SDKs of Azure still send the old names.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["azure_aks"] = "azure.aks",
        ["azure_app_service"] = "azure.app_service",
        ["azure_container_apps"] = "azure.container_apps",
        ["azure_container_instances"] = "azure.container_instances",
        ["azure_functions"] = "azure.functions",
        ["azure_openshift"] = "azure.openshift",
        ["azure_vm"] = "azure.vm",
    };

    private static readonly string[] Clouds =
        ["aws", "azure", "gcp", "cloudflare", "alibaba_cloud", "tencent_cloud", "akamai_cloud", "ibm_cloud", "oracle_cloud", "scaleway_cloud"];

    /// <summary>The present name; an unknown one stays as it is.</summary>
    public static string Canonical(string? platform) => platform is null ? "" : Renamed.GetValueOrDefault(platform, platform);

    /// <summary>The <c>cloud.provider</c> that a platform's name begins with, or null.</summary>
    public static string? ProviderOf(string? platform) => platform is null
        ? null
        : Array.Find(Clouds, cloud => platform.StartsWith(cloud, StringComparison.Ordinal)
            && platform.Length > cloud.Length && platform[cloud.Length] is '.' or '_');
}
