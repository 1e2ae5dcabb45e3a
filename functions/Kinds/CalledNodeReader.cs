using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>
/// Reads what a span of the kinds client or producer calls, from semantic conventions old and new. What the span says comes before what its host's name says.
/// </summary>
public static class CalledNodeReader
{
    /// <summary>
    /// The attributes that are looked at: whoever keeps these of a span can ask later. Of an address the host is enough, and of <c>rpc.method</c> what stands before its last
    /// separator with one character behind it.
    /// </summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "faas.invoked_name", "faas.invoked_provider",
        "messaging.system", "messaging.destination.template", "messaging.destination.name", "messaging.destination", "messaging.url",
        "messaging.eventhubs.destination.name", "message_bus.destination", "messaging.destination_kind", "messaging.destination.kind",
        "messaging.destination.subscription.name", MessagingOperation, OlderMessagingOperation,
        "rpc.system.name", "rpc.system", "rpc.service", "rpc.method", "aws.service", "aws.service.identifier", "aws.service.api", "aws.service.name",
        .. AwsServices.NameKeys,
        "db.system.name", "db.system", "db.namespace", "db.name", "db.collection.name", "db.sql.table", "db.mongodb.collection", "db.cassandra.table",
        "db.cosmosdb.container", "azure.resource_provider.namespace", "az.namespace", "gcp.client.service", "gcp.storage.bucket",
        "gen_ai.provider.name", "gen_ai.system", "gen_ai.request.model", "service.peer.name", "peer.service",
        "server.address", "net.peer.name", "http.host", "net.sock.peer.name", "net.peer.ip", "url.full", "http.url",
    ];

    private const string MessagingOperation = "messaging.operation.type";
    private const string OlderMessagingOperation = "messaging.operation";

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

    /// <summary>True for a span that takes messages, or settles those that it took, and sends none.</summary>
    public static bool Takes(AttributeLookup attribute) =>
        AttributeText.First(attribute, MessagingOperation, OlderMessagingOperation) is "receive" or "process" or "settle" or "deliver";

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
