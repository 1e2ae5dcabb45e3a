using Observe.Functions.Kinds;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.Storage.Tests.Read;

public sealed class TraceNodesTests
{
    private static readonly TelemetryAttribute Queue = Text("messaging.system", "aws_sqs");
    private static readonly TelemetryAttribute Host = Text("server.address", "payments.example");

    [Fact]
    public void Of_CallWithoutCallee_IsAnInferredNode() =>
        Assert.Equal(
            [NodeKind.Service, NodeKind.Database],
            Kinds(Span(1, 0, SpanKind.Server), Span(2, 1, SpanKind.Client, "checkout", Text("db.system", "postgresql"))));

    [Fact]
    public void Of_CallOfAServiceInTheTrace_IsItsOwnProcess()
    {
        var nodes = Of(Span(1, 0, SpanKind.Client, "checkout", Host), Span(2, 1, SpanKind.Server, "payments"));

        Assert.Equal(new GraphNode(NodeKind.Service, "checkout"), nodes[0]);
    }

    [Fact]
    public void Of_CallOfItself_IsNotInferred() =>
        Assert.False(Of(Span(1, 0, SpanKind.Client, "checkout", Host), Span(2, 1, SpanKind.Server))[0].Inferred);

    [Fact]
    public void Of_CallWithInnerSpans_IsInferred() =>
        Assert.Equal(
            "payments.example",
            Of(Span(1, 0, SpanKind.Client, "checkout", Host), Span(2, 1, SpanKind.Internal))[0].Name);

    [Fact]
    public void Of_MessageThatIsTaken_IsStillOfTheQueue() =>
        Assert.Equal(
            [NodeKind.Queue, NodeKind.Service],
            Kinds(Span(1, 0, SpanKind.Producer, "checkout", Queue), Span(2, 1, SpanKind.Consumer, "worker", Queue)));

    [Fact]
    public void Of_InternalOrServerSpan_CallsNothing() =>
        Assert.Equal(
            [NodeKind.Service, NodeKind.Service],
            Kinds(Span(1, 0, SpanKind.Server, "checkout", Queue), Span(2, 1, SpanKind.Internal, "checkout", Queue)));

    [Fact]
    public void Of_InvokedSpan_MakesItsProcessAFunction()
    {
        TelemetryAttribute[] own = [Text("service.name", "checkout")];

        var nodes = Of(
            Span(1, 0, SpanKind.Server, "checkout", Text("faas.trigger", "http")) with { Resource = own },
            Span(2, 1, SpanKind.Internal) with { Resource = own },
            Span(3, 2, SpanKind.Internal, "cart"));

        Assert.Equal([NodeKind.Function, NodeKind.Function, NodeKind.Service], nodes.Select(node => node.Kind));
    }

    [Fact]
    public void Of_OddIds_HasANodeForEachSpan() =>
        Assert.Equal(4, Of(Span(1, 1, SpanKind.Client, "a", Host), Span(1, 9, SpanKind.Client, "b", Host), Span(2, 3), Span(3, 2)).Count);

    private static List<NodeKind> Kinds(params SpanRecord[] spans) => [.. Of(spans).Select(node => node.Kind)];

    private static List<GraphNode> Of(params SpanRecord[] spans)
    {
        var nodes = TraceNodes.Of(spans);
        return [.. spans.Select(span => nodes[span])];
    }

    private static SpanRecord Span(
        ulong id, ulong parent, SpanKind kind = SpanKind.Internal, string service = "checkout", params TelemetryAttribute[] attributes) => new()
        {
            SpanId = new SpanId(id),
            ParentSpanId = new SpanId(parent),
            Service = service,
            Name = "work",
            Kind = kind,
            StartUnixNanoseconds = 1,
            DurationNanoseconds = 1,
            Attributes = attributes,
        };

    private static TelemetryAttribute Text(string key, string value) => new(key, AttributeValue.Of(value));
}
