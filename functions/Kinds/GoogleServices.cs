using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>The services of Google Cloud by their endpoints, which their clients and the packages of their interfaces are named after.</summary>
internal static class GoogleServices
{
    private const string GrpcPrefix = "google.";

    private static readonly ManagedProduct Firestore = new(NodeKind.Database, "Firestore");
    private static readonly ManagedProduct Identity = new(NodeKind.Authentication, "Identity Platform");
    private static readonly ManagedProduct Tasks = new(NodeKind.Queue, "Cloud Tasks");
    private static readonly ManagedProduct Scheduler = new(NodeKind.Scheduler, "Cloud Scheduler");
    private static readonly ManagedProduct Workflows = new(NodeKind.Workflow, "Workflows");
    private static readonly ManagedProduct Functions = new(NodeKind.Function, "Cloud Run functions");

    private static readonly Dictionary<string, ManagedProduct> Products = new(StringComparer.OrdinalIgnoreCase)
    {
        ["storage"] = new(NodeKind.ObjectStore, "Cloud Storage"),
        ["pubsub"] = new(NodeKind.Topic, "Pub/Sub"),
        ["firestore"] = Firestore,
        ["datastore"] = new(NodeKind.Database, "Datastore"),
        ["spanner"] = new(NodeKind.Database, "Spanner"),
        ["bigtable"] = new(NodeKind.Database, "Bigtable"),
        ["bigquery"] = new(NodeKind.Database, "BigQuery"),
        ["sqladmin"] = new(NodeKind.Database, "Cloud SQL"),
        ["redis"] = new(NodeKind.Cache, "Memorystore"),
        ["cloudtasks"] = Tasks,
        ["tasks"] = Tasks,
        ["cloudscheduler"] = Scheduler,
        ["scheduler"] = Scheduler,
        ["workflows"] = Workflows,
        ["workflowexecutions"] = Workflows,
        ["cloudfunctions"] = Functions,
        ["functions"] = Functions,
        ["identitytoolkit"] = Identity,
        ["securetoken"] = Identity,
        ["oauth2"] = new(NodeKind.Authentication, "Google sign-in"),
        ["secretmanager"] = new(NodeKind.ManagedApi, "Secret Manager"),
        ["cloudkms"] = new(NodeKind.ManagedApi, "Cloud KMS"),
        ["aiplatform"] = new(NodeKind.ManagedApi, "Vertex AI"),
    };

    /// <summary>What a client library says that it calls: <c>gcp.client.service</c>, or a gRPC service such as <c>google.firestore.v1.Firestore</c>.</summary>
    public static GraphNode? Called(AttributeLookup attribute)
    {
        if (AttributeText.First(attribute, "gcp.client.service") is { } client)
        {
            return (Products.GetValueOrDefault(client) ?? new ManagedProduct(NodeKind.ManagedApi, client)).Node(Resource(attribute));
        }
        return AttributeText.First(attribute, "rpc.service", "rpc.method") is { } service && service.StartsWith(GrpcPrefix, StringComparison.Ordinal)
            ? service.Split('.').Skip(1).Select(part => Products.GetValueOrDefault(part)).FirstOrDefault(product => product is not null)?.Node(Resource(attribute))
            : null;
    }

    /// <summary>What answers at <c>[NAME.]SERVICE.googleapis.com</c>; <paramref name="host"/> is without the ending.</summary>
    public static GraphNode At(string host)
    {
        var dot = host.LastIndexOf('.');
        var label = host[(dot + 1)..];
        // Some have an endpoint a region: europe-west4-aiplatform.
        var product = Products.GetValueOrDefault(label) ?? Products.GetValueOrDefault(label[(label.LastIndexOf('-') + 1)..]);
        return product is null ? new ManagedProduct(NodeKind.ManagedApi, "Google API").Node(host) : product.Node(dot < 0 ? "" : host[..dot]);
    }

    private static string? Resource(AttributeLookup attribute) => AttributeText.FirstName(attribute, "gcp.storage.bucket", "db.collection.name", "db.namespace");
}
