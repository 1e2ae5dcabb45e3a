using Observe.Functions.Kinds;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>Nodes and calls of the map in words, for the hover and for those who do not see it.</summary>
public static class CallWords
{
    /// <summary><c>orders, queue (SQS), only known from calls to it: 12/s, 1.00 % failed, p95 45 ms</c></summary>
    public static string Of(ServiceMapNode node, double seconds) =>
        $"{node.Node.Name}, {KindOf(node.Node)}: {(node.Requests == 0 ? "no requests" : Figures(node.Requests, node.Errors, node.P95, seconds))}";

    /// <summary><c>queue (SQS), only known from calls to it</c></summary>
    public static string KindOf(GraphNode node)
    {
        var product = node.Product.Length == 0 || node.Product == node.Name ? "" : $" ({node.Product})";
        return $"{NodeWords.Of(node.Kind).ToLowerInvariant()}{product}{(node.Inferred ? ", only known from calls to it" : "")}";
    }

    /// <summary><c>checkout calls payments: 12/s, 1.00 % failed, p95 45 ms; 3 more failed for the caller without a span of the callee</c></summary>
    public static string Sentence(ServiceMapNode from, ServiceMapNode to, MapCall call, double seconds)
    {
        var unanswered = call.Unanswered == 0 ? "" : $"; {Measure.Exact(call.Unanswered)} failed for the caller without a span of the callee";
        return $"{from.Node.Name} {VerbOf(from, to)} {(from.Id == to.Id ? "itself" : to.Node.Name)}: {Figures(call.Calls, call.Failed, call.P95, seconds)}{unanswered}";
    }

    /// <summary>What one does to the other.</summary>
    public static string VerbOf(ServiceMapNode from, ServiceMapNode to) => from.Node.Inferred ? "is taken from by" : to.Node.Kind switch
    {
        NodeKind.Queue or NodeKind.Topic or NodeKind.Stream when to.Node.Inferred => "sends to",
        _ => "calls",
    };

    private static string Figures(long calls, long failed, long p95, double seconds) =>
        $"{Measure.Exact(calls)}, {MapLabels.RateOf(calls, seconds)}, {(failed == 0 ? "none failed" : $"{RateText.Of(failed, calls)} failed")}"
        + (p95 > 0 ? $", p95 {Measure.Duration(p95)}" : "");
}
