using Observe.Functions.Invocations;

namespace Observe.UI.Shaping;

/// <summary>Where a function runs, in the words its owner uses: <c>AWS · eu-central-1 · v42</c>.</summary>
public static class FunctionPlace
{
    public static string Of(FunctionIdentity identity, string version) =>
        string.Join(" · ", new[] { ProviderName(identity.Provider), identity.Region, identity.Environment, VersionName(version) }
            .Where(part => part.Length > 0));

    public static string ProviderName(string provider) => provider.ToLowerInvariant() switch
    {
        "aws" => "AWS",
        "azure" => "Azure",
        "gcp" => "GCP",
        "" => "Other",
        _ => provider,
    };

    public static string VersionName(string version) =>
        version.Length is > 0 and <= 4 && version.All(char.IsAsciiDigit) && version[0] != '0' ? $"v{version}" : version;
}
