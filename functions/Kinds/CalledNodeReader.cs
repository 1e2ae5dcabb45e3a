using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>
/// Reads what a span of the kinds client or producer calls, from semantic conventions old and new. What the span says comes before what its host's name says.
/// </summary>
public static class CalledNodeReader
{
    private static readonly Dictionary<string, string> FunctionsOf = new(StringComparer.OrdinalIgnoreCase)
    {
        ["aws"] = "AWS Lambda",
        ["azure"] = "Azure Functions",
        ["gcp"] = "Cloud Run functions",
        ["alibaba_cloud"] = "Alibaba Cloud Function Compute",
        ["tencent_cloud"] = "Tencent Cloud SCF",
    };

    /// <summary>The thing that is called; null when nothing names it.</summary>
    public static GraphNode? Read(AttributeLookup attribute)
    {
        var host = PeerAddress.Of(attribute);
        return Invoked(attribute)
            ?? MessagingSystems.Called(attribute)
            ?? AwsServices.Called(attribute)
            ?? DatabaseSystems.Called(attribute)
            ?? AzureServices.Called(attribute, host)
            ?? GoogleServices.Called(attribute)
            ?? ManagedHosts.Find(host)
            ?? Model(attribute)
            ?? Other(attribute, host);
    }

    private static GraphNode? Invoked(AttributeLookup attribute) => AttributeText.FirstName(attribute, "faas.invoked_name") is { } name
        ? new GraphNode(NodeKind.Function, name, FunctionsOf.GetValueOrDefault(attribute("faas.invoked_provider") ?? "", ""), Inferred: true)
        : null;

    private static GraphNode? Model(AttributeLookup attribute) => AttributeText.First(attribute, "gen_ai.provider.name", "gen_ai.system") is { } provider
        ? new ManagedProduct(NodeKind.ManagedApi, provider).Node(AttributeText.First(attribute, "gen_ai.request.model"))
        : null;

    private static GraphNode? Other(AttributeLookup attribute, string? host)
    {
        var service = AttributeText.First(attribute, "rpc.service") ?? attribute("rpc.method")?.Split('/') switch
        {
            [{ Length: > 0 } qualified, _] => qualified,
            _ => null,
        };
        if (service is not null && service.StartsWith("temporal.api.", StringComparison.Ordinal))
        {
            return new ManagedProduct(NodeKind.Workflow, "Temporal").Node(host);
        }
        return AttributeText.First(attribute, "service.peer.name", "peer.service") is { } peer ? new GraphNode(NodeKind.Service, peer, "", Inferred: true)
            : (host ?? service) is { } name ? new GraphNode(NodeKind.Service, name, "", Inferred: true)
            : null;
    }
}
