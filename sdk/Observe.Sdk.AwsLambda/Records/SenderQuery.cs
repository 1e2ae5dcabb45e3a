using System.Text;
using Observe.Sdk.Platforms;

namespace Observe.Sdk.AwsLambda.Records;

/// <summary>Says to the collector whose records these are: the records do not. Function and instance must be called as in the spans.</summary>
internal static class SenderQuery
{
    public static string Of(FunctionIdentity identity, string? account, Func<string, string?> variable)
    {
        var resource = new StringBuilder();
        foreach (var pair in (variable("OTEL_RESOURCE_ATTRIBUTES") ?? "").Split(',').Where(pair => pair.IndexOf('=') > 0))
        {
            resource.Append(pair).Append(',');
        }
        Add(resource, "service.name", identity.ServiceName);
        Add(resource, "cloud.region", variable("AWS_REGION"));
        Add(resource, "cloud.account.id", account);
        var version = identity.Version is { } text ? $"&version={Uri.EscapeDataString(text)}" : "";
        return $"?function={Uri.EscapeDataString(identity.Name)}{version}&instance={Uri.EscapeDataString(identity.Instance)}"
            + $"&resource={Uri.EscapeDataString(resource.ToString().TrimEnd(','))}";
    }

    private static void Add(StringBuilder resource, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            resource.Append(key).Append('=').Append(Uri.EscapeDataString(value)).Append(',');
        }
    }
}
