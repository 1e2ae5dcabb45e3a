using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>The resource providers of Azure, which its SDKs write to each of their spans.</summary>
internal static class AzureServices
{
    private static readonly ManagedProduct Storage = new(NodeKind.ObjectStore, "Azure Storage");

    private static readonly Dictionary<string, ManagedProduct> Products = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Storage"] = Storage,
        ["Microsoft.ServiceBus"] = new(NodeKind.Queue, "Service Bus"),
        ["Microsoft.EventHub"] = new(NodeKind.Stream, "Event Hubs"),
        ["Microsoft.EventGrid"] = new(NodeKind.Topic, "Event Grid"),
        ["Microsoft.DocumentDB"] = new(NodeKind.Database, "Cosmos DB"),
        ["Microsoft.Tables"] = new(NodeKind.Database, "Table Storage"),
        ["Microsoft.Sql"] = new(NodeKind.Database, "Azure SQL"),
        ["Microsoft.Cache"] = new(NodeKind.Cache, "Azure Cache for Redis"),
        ["Microsoft.KeyVault"] = new(NodeKind.ManagedApi, "Key Vault"),
        ["Microsoft.AppConfiguration"] = new(NodeKind.ManagedApi, "App Configuration"),
        ["Microsoft.CognitiveServices"] = new(NodeKind.ManagedApi, "Azure AI services"),
        ["Microsoft.Search"] = new(NodeKind.Database, "Azure AI Search"),
        ["Microsoft.AAD"] = new(NodeKind.Authentication, "Microsoft Entra ID"),
        ["Microsoft.Logic"] = new(NodeKind.Workflow, "Logic Apps"),
        ["Microsoft.DurableTask"] = new(NodeKind.Workflow, "Durable Task Scheduler"),
        ["Microsoft.Web"] = new(NodeKind.Function, "Azure Functions"),
    };

    /// <summary>The service that a span of an Azure SDK calls; null when it is none.</summary>
    public static GraphNode? Called(AttributeLookup attribute, string? host)
    {
        if (AttributeText.First(attribute, "azure.resource_provider.namespace", "az.namespace") is not { } provider)
        {
            return null;
        }
        var known = ManagedHosts.Find(host);
        var product = Products.GetValueOrDefault(provider) ?? new ManagedProduct(NodeKind.ManagedApi, provider);
        // Blobs, queues and tables have one provider and a host each; Service Bus and Event Hubs share their hosts.
        return product == Storage && known is not null
            ? known
            : product.Node(
                AttributeText.FirstName(attribute, "messaging.destination.name", "message_bus.destination", "db.cosmosdb.container") ?? known?.Name ?? host);
    }
}
