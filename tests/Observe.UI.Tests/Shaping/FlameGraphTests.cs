using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.UI.Shaping;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.Shaping;

public sealed class FlameGraphTests
{
    [Fact]
    public void Of_SpansSideBySide_HaveLanesOfTheirOwn()
    {
        var graph = Graph([Span(1, 0, 0, 100), Span(2, 1, 10, 50), Span(3, 1, 20, 60), Span(4, 1, 60, 90), Span(5, 3, 30, 40)]);

        Assert.Equal([(1UL, 0), (2, 1), (4, 1), (3, 2), (5, 3)], graph.Blocks.Select(block => (block.Span.SpanId.Value, block.Lane)));
        Assert.Equal((10.0, 40.0), (graph.Blocks[1].Left, graph.Blocks[1].Width));
        Assert.Equal((4, 0), (graph.Lanes, graph.LeftOut));
    }

    [Fact]
    public void Of_AZoom_FillsTheWidthWithThatSpan()
    {
        var graph = Graph([Span(1, 0, 0, 1_000), Span(2, 1, 100, 200), Span(3, 2, 150, 175), Span(4, 1, 500, 900)], zoom: 2);

        Assert.Equal([(2UL, 0.0, 100.0), (3, 50, 25)], graph.Blocks.Select(block => (block.Span.SpanId.Value, block.Left, block.Width)));
    }

    [Fact]
    public void Of_AnUnknownZoom_ShowsTheTrace() => Assert.Equal(2, Graph([Span(1, 0, 0, 10), Span(2, 1, 1, 5)], zoom: 99).Blocks.Count);

    [Fact]
    public void Of_ErrorInWhatIsPutTogether_StaysMarked()
    {
        var graph = Graph([Span(1, 0, 0, 1_000_000), .. Enumerable.Range(0, 50).Select(index =>
            Span((ulong)index + 2, 1, 500 + index, 501 + index, status: index == 30 ? SpanStatus.Error : SpanStatus.Unset))]);

        var small = Assert.Single(graph.Blocks, block => block.Lane == 1);
        Assert.Equal((50, true), (small.Spans, small.HasError));
    }

    [Fact]
    public void Of_AnyTrace_DrawsOrCountsEachSpanAndNoneOverAnother()
    {
        var random = new Random(9);
        for (var run = 0; run < 200; run++)
        {
            var count = random.Next(1, 400);
            var length = (long)Math.Pow(10, random.Next(1, 6));
            var graph = Graph([.. Enumerable.Range(1, count).Select(id =>
            {
                var from = id == 1 ? 0 : random.NextInt64(length);
                return Span((ulong)id, (ulong)random.Next(0, id), from, id == 1 ? length : from + random.NextInt64(length - from + 1));
            })]);

            Assert.Equal(count, graph.Blocks.Sum(block => block.Spans) + graph.LeftOut);
            foreach (var lane in graph.Blocks.GroupBy(block => block.Lane))
            {
                var blocks = lane.OrderBy(block => block.Left).ToList();
                Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.First.Left + pair.First.Width <= pair.Second.Left + 1e-6));
            }
        }
    }

    [Fact]
    public void Of_HundredThousandSpans_IsWhatAScreenCanShow()
    {
        var graph = Graph([Span(1, 0, 0, 100_000), .. Enumerable.Range(2, 100_000).Select(id => Span((ulong)id, (ulong)(id / 10), id - 2, id + 30))]);

        Assert.InRange(graph.Blocks.Count, 100, 120 * 1_000);
        Assert.Equal(100_001, graph.Blocks.Sum(block => block.Spans) + graph.LeftOut);
    }

    private static FlameGraph Graph(IReadOnlyList<SpanRecord> spans, ulong zoom = 0) => FlameGraph.Of(WaterfallBuilder.Build(spans)!, new SpanId(zoom));
}
