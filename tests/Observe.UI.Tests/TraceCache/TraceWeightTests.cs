using System.Globalization;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.UI.Shaping;
using Observe.UI.TraceCache;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.TraceCache;

public sealed class TraceWeightTests
{
    private const int Spans = 2_000;

    [Fact]
    public void Of_Trace_IsWhatWasAllocatedForIt()
    {
        var spans = new SpanRecord[Spans];
        SpanOf(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < Spans; number++)
        {
            spans[number] = SpanOf(number);
        }
        var ofSpans = GC.GetAllocatedBytesForCurrentThread() - before;
        var waterfall = WaterfallBuilder.Build(spans)!;
        before = GC.GetAllocatedBytesForCurrentThread();
        var ofNode = Copy(waterfall.Root) is null ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        var references = Spans * 32;
        var ofPath = waterfall.Nodes.Sum(node => node.CriticalPath.Count == 0 ? 0 : 24 + (16 * node.CriticalPath.Count));

        var weight = TraceWeight.Of(waterfall);

        Assert.InRange(weight, (long)(0.95 * Real()), (long)(1.05 * Real()));

        double Real() => ofSpans + (Spans * ofNode) + references + ofPath;
    }

    private static SpanRecord SpanOf(int number) => new()
    {
        SpanId = new SpanId((ulong)number + 1),
        ParentSpanId = new SpanId((ulong)number),
        Service = "orders",
        Name = "work",
        StartUnixNanoseconds = Start + number,
        DurationNanoseconds = Spans,
        Attributes =
        [
            new("order.id", AttributeValue.Of(string.Create(CultureInfo.InvariantCulture, $"order-{number}"))),
            new("retry", AttributeValue.Of(number)),
        ],
        Events = [new SpanEvent(Start, "exception", [new("exception.message", AttributeValue.Of(new string('x', 40)))], 0)],
        Links = [new SpanLink(new TraceId(1, 2), new SpanId(3), "", [])],
    };

    private static WaterfallNode Copy(WaterfallNode node) => new()
    {
        Span = node.Span,
        GraphNode = node.GraphNode,
        Index = node.Index,
        ParentIndex = node.ParentIndex,
        Depth = node.Depth,
        SubtreeSize = node.SubtreeSize,
        OffsetNanoseconds = node.OffsetNanoseconds,
        SelfNanoseconds = node.SelfNanoseconds,
        CriticalPath = node.CriticalPath,
        Issues = node.Issues,
        SkewNanoseconds = node.SkewNanoseconds,
        ErrorCount = node.ErrorCount,
    };
}
