using Observe.Functions.Kinds;

namespace Observe.UI.Shaping;

/// <summary>What the kinds of nodes are called, and how they are marked.</summary>
public static class NodeWords
{
    public static string Of(NodeKind kind) => kind switch
    {
        NodeKind.Function => "Function",
        NodeKind.EdgeFunction => "Edge function",
        NodeKind.Container => "Container",
        NodeKind.Database => "Database",
        NodeKind.Cache => "Cache",
        NodeKind.Queue => "Queue",
        NodeKind.Topic => "Topic",
        NodeKind.Stream => "Stream",
        NodeKind.ObjectStore => "Object store",
        NodeKind.Workflow => "Workflow",
        NodeKind.Scheduler => "Scheduler",
        NodeKind.Authentication => "Authentication",
        NodeKind.ManagedApi => "Managed API",
        NodeKind.Client => "Client",
        _ => "Service",
    };

    /// <summary>The id of a symbol in wwwroot/icons.svg.</summary>
    public static string IconOf(NodeKind kind) => kind switch
    {
        NodeKind.Function => "functions",
        NodeKind.EdgeFunction => "edge-function",
        NodeKind.Container => "container",
        NodeKind.Database => "database",
        NodeKind.Cache => "cache",
        NodeKind.Queue => "queue",
        NodeKind.Topic => "topic",
        NodeKind.Stream => "stream",
        NodeKind.ObjectStore => "bucket",
        NodeKind.Workflow => "workflow",
        NodeKind.Scheduler => "calendar",
        NodeKind.Authentication => "key",
        NodeKind.ManagedApi => "cloud",
        NodeKind.Client => "client",
        _ => "server",
    };

    /// <summary>"Function on AWS Lambda", or "Queue orders (SQS), inferred from this call".</summary>
    public static string Sentence(GraphNode node)
    {
        var kind = Of(node.Kind);
        if (!node.Inferred)
        {
            return node.Product.Length == 0 ? kind : node.Kind == NodeKind.Client ? $"{kind} ({node.Product})" : $"{kind} on {node.Product}";
        }
        var named = node.Product.Length == 0 || node.Product == node.Name ? $"{kind} {node.Name}" : $"{kind} {node.Name} ({node.Product})";
        return $"{named}, inferred from this call";
    }
}
