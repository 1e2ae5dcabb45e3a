using Observe.Functions.Kinds;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.UI.Tests.Fakes;

/// <summary>The services of the night: of most kinds, with a circle, one that calls itself, and payments failing.</summary>
internal static class NightServices
{
    public static void Fill(FakeServiceReaders readers, DateTimeOffset now)
    {
        readers.Map = (Nodes, Edges);
        readers.Services = [.. Nodes.Where(node => !node.Node.Inferred && node.Requests > 0).Select(node => Summary(node, now))];
        readers.Operations =
        [
            new("POST /charge", SpanKind.Server, Figures(28_000, 1_240, 412, now)), new("POST /refund", SpanKind.Server, Figures(900, 0, 150, now)),
            new("process orders", SpanKind.Consumer, Figures(2_300, 3, 90, now)), new("GET /charge/{id}", SpanKind.Server, Figures(7, 1, 30, now)),
        ];
    }

    public static IReadOnlyList<ServiceMapNode> Nodes { get; } =
    [
        Node("checkout", NodeKind.Function, "AWS Lambda", 31_400, 420, 910), Node("payments", NodeKind.Function, "AWS Lambda", 29_000, 1_243, 412),
        Node("catalogue", NodeKind.Container, "Kubernetes", 88_000, 4, 24), Node("mailer", NodeKind.Function, "AWS Lambda", 12_000, 0, 300),
        Node("ledger", NodeKind.Service, "", 14_000, 0, 40), Node("crawl", NodeKind.Function, "AWS Lambda", 300, 0, 1_200),
        Node("resize-thumbnails-of-the-catalogue", NodeKind.EdgeFunction, "Lambda@Edge", 4_000, 0, 90), Node("web", NodeKind.Client, "browser", 0, 0, 0),
        Node("nightly-report", NodeKind.Function, "Cloud Run functions", 1, 0, 252_000),
        Inferred(NodeKind.Queue, "orders", "SQS", 12_000, 0, 12), Inferred(NodeKind.Topic, "order-events", "EventBridge", 31_000, 2, 18),
        Inferred(NodeKind.Database, "shop", "PostgreSQL", 90_000, 12, 9), Inferred(NodeKind.Cache, "cache.local", "Redis", 240_000, 0, 1),
        Inferred(NodeKind.ObjectStore, "thumbnails", "S3", 4_000, 0, 60), Inferred(NodeKind.ManagedApi, "Stripe", "Stripe", 27_000, 1_100, 380),
    ];

    public static IReadOnlyList<ServiceMapEdge> Edges { get; } =
    [
        Edge("web", "checkout", SpanKind.Server, 31_000, 400, 910), Edge("web", "catalogue", SpanKind.Server, 60_000, 4, 24),
        Edge("checkout", "payments", SpanKind.Server, 28_000, 1_240, 412) with { Unanswered = 31 }, Edge("checkout", "catalogue", SpanKind.Server, 28_000, 0, 22),
        Edge("payments", "ledger", SpanKind.Server, 13_000, 0, 40), Edge("ledger", "payments", SpanKind.Server, 120, 0, 90),
        Edge("crawl", "crawl", SpanKind.Server, 290, 0, 900), Edge("crawl", "catalogue", SpanKind.Server, 300, 0, 30),
        Edge("checkout", "queue:SQS:orders", SpanKind.Producer, 12_000, 0, 12), Edge("queue:SQS:orders", "mailer", SpanKind.Consumer, 12_000, 0, 300),
        Edge("checkout", "topic:EventBridge:order-events", SpanKind.Producer, 31_000, 2, 18), Edge("topic:EventBridge:order-events", "ledger", SpanKind.Consumer, 900, 0, 40),
        Edge("catalogue", "database:PostgreSQL:shop", SpanKind.Client, 80_000, 0, 9), Edge("ledger", "database:PostgreSQL:shop", SpanKind.Client, 10_000, 12, 14),
        Edge("catalogue", "cache:Redis:cache.local", SpanKind.Client, 240_000, 0, 1), Edge("resize-thumbnails-of-the-catalogue", "objectStore:S3:thumbnails", SpanKind.Client, 4_000, 0, 60),
        Edge("payments", "managedApi::Stripe", SpanKind.Client, 27_000, 1_100, 380),
    ];

    /// <summary>So many services and calls as a large shop has.</summary>
    public static (IReadOnlyList<ServiceMapNode> Nodes, IReadOnlyList<ServiceMapEdge> Edges) Many(int services, int calls)
    {
        var random = new Random(20261126);
        return (
            [.. Enumerable.Range(0, services).Select(i => Node($"service-{i:000}", (NodeKind)(i % 4), "", random.Next(1, 100_000), i % 17 == 0 ? 900 : 0, random.Next(5, 900)))],
            [
                .. Enumerable.Range(0, calls).Select(_ => (From: random.Next(services), To: random.Next(services))).DistinctBy(pair => pair)
                    .Select(pair => Edge($"service-{Math.Min(pair.From, pair.To):000}", $"service-{Math.Max(pair.From, pair.To):000}", SpanKind.Server, random.Next(1, 50_000), random.Next(40) == 0 ? 300 : 0, random.Next(5, 900)))
                    .DistinctBy(edge => (edge.Caller, edge.Callee)),
            ]);
    }

    private static ServiceMapNode Node(string name, NodeKind kind, string product, long requests, long errors, long milliseconds) =>
        new(name, new GraphNode(kind, name, product), requests, errors, milliseconds * 300_000, milliseconds * 1_000_000, milliseconds * 2_000_000);

    private static ServiceMapNode Inferred(NodeKind kind, string name, string product, long requests, long errors, long milliseconds)
    {
        var node = new GraphNode(kind, name, product, Inferred: true);
        return new(CalledPeerId(node), node, requests, errors, milliseconds * 300_000, milliseconds * 1_000_000, milliseconds * 2_000_000,
            new TelemetryAttribute("server.address", AttributeValue.Of(name)));
    }

    private static string CalledPeerId(GraphNode node)
    {
        var kind = node.Kind.ToString();
        return $"{char.ToLowerInvariant(kind[0])}{kind[1..]}:{(node.Product == node.Name ? "" : node.Product)}:{node.Name}";
    }

    private static ServiceMapEdge Edge(string caller, string callee, SpanKind kind, long calls, long errors, long milliseconds) =>
        new(caller, callee, kind, calls, errors, milliseconds * 300_000, milliseconds * 1_000_000, milliseconds * 2_000_000);

    private static ServiceSummary Summary(ServiceMapNode node, DateTimeOffset now) => new(
        node.Id, Figures(node.Requests, node.Errors, node.P95 / 1_000_000, now),
        node.Node.Kind == NodeKind.Function ? [node.Id] : [], node.Id == "payments" ? ["41", "42"] : ["7"]);

    internal static RequestFigures Figures(long requests, long errors, long milliseconds, DateTimeOffset now) => new(
        requests, errors, milliseconds * 300_000, milliseconds * 1_000_000, milliseconds * 2_000_000,
        [
            .. Enumerable.Range(0, 30).Select(i => new RequestBucket(
                UnixTime.Nanoseconds(now.AddMinutes(2 * (i - 30))), requests / 30, i > 20 ? errors / 9 : 0, milliseconds * (i > 20 ? 1_400_000 : 900_000))),
        ]);
}
