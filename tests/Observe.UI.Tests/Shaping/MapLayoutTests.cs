using Observe.Functions.Kinds;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class MapLayoutTests
{
    private const int Seed = 20261126;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3)]
    [InlineData(12, 20)]
    [InlineData(60, 200)]
    [InlineData(200, 1_000)]
    public void Of_RandomGraphsWithCircles_HasNoBoxOverAnother(int nodes, int calls)
    {
        var layout = MapLayout.Of(Random(nodes, calls, Seed + nodes));

        Assert.Equal(nodes, layout.Boxes.Count);
        for (var i = 0; i < layout.Boxes.Count; i++)
        {
            var box = layout.Boxes[i];
            Assert.True(box.X >= 0 && box.Y >= 0 && box.Right <= layout.Width && box.Y + MapBox.Height <= layout.Height);
            for (var j = 0; j < i; j++)
            {
                var other = layout.Boxes[j];
                Assert.False(
                    Math.Abs(box.X - other.X) < MapBox.Width && Math.Abs(box.Y - other.Y) < MapBox.Height, $"{box} lies over {other}");
            }
        }
        var labels = MapLabels.Of(layout, 3_600);
        Assert.DoesNotContain(labels, label => layout.Boxes.Any(label.Overlaps) || labels.Any(other => other != label && label.Overlaps(other)));
    }

    [Fact]
    public void Of_SameCallsInAnotherOrderWithOtherFigures_IsTheSame()
    {
        var graph = Random(40, 120, Seed);
        var random = new Random(Seed);
        MapCall[] shuffled = [.. graph.Calls.Select(call => call with { Answered = random.Next(1, 1_000), Errors = 1, P95 = 7 })];
        ServiceMapNode[] nodes = [.. graph.Nodes.Select(node => node with { Requests = random.Next(100) })];
        random.Shuffle(shuffled);
        random.Shuffle(nodes);

        var (first, second) = (MapLayout.Of(graph), MapLayout.Of(new MapGraph(nodes, shuffled)));

        Assert.Equal(first.Boxes, second.Boxes);
        Assert.Equal(
            first.Lines.Select(line => (line.Call.From, line.Call.To, line.Path)).Order(),
            second.Lines.Select(line => (line.Call.From, line.Call.To, line.Path)).Order());
    }

    [Fact]
    public void WithFiguresOf_OtherFigures_IsWhatALayoutOfThemWouldBe()
    {
        var graph = Random(20, 50, Seed);
        var later = graph with { Calls = [.. graph.Calls.Select((call, index) => call with { Answered = index })] };
        var layout = MapLayout.Of(graph);

        Assert.Equal(MapLayout.Of(later).Lines.Select(line => (line.Call, line.Path)), layout.WithFiguresOf(later)!.Lines.Select(line => (line.Call, line.Path)));
        Assert.Null(layout.WithFiguresOf(later with { Calls = [.. later.Calls.Skip(1)] }));
        Assert.Null(layout.WithFiguresOf(later with { Nodes = [.. later.Nodes, Node("new")] }));
    }

    [Fact]
    public void Of_Chain_StandsFromLeftToRightAtOneHeight()
    {
        var layout = MapLayout.Of(Graph(("web", "shop"), ("shop", "queue"), ("queue", "mailer")));

        Assert.Equal(["web", "shop", "queue", "mailer"], layout.Boxes.OrderBy(box => box.X).Select(box => box.Id));
        Assert.Single(layout.Boxes.Select(box => box.Y).Distinct());
    }

    [Fact]
    public void Of_Circle_HasOneCallThatGoesBack()
    {
        var layout = MapLayout.Of(Graph(("a", "b"), ("b", "c"), ("c", "a"), ("gate", "a")));

        var boxes = layout.Boxes.ToDictionary(box => box.Id);
        Assert.Equal(["gate", "a", "b", "c"], layout.Boxes.OrderBy(box => box.X).Select(box => box.Id));
        Assert.Equal(("c", "a"), layout.Lines.Where(line => boxes[line.Call.From].X > boxes[line.Call.To].X).Select(line => (line.Call.From, line.Call.To)).Single());
    }

    [Fact]
    public void Of_TwoThatCallEachOtherAndThemselves_HasALineForEach()
    {
        var layout = MapLayout.Of(Graph(("a", "b"), ("b", "a"), ("a", "a"), ("alone", "alone")));

        Assert.Equal(4, layout.Lines.Select(line => line.Path).Distinct().Count());
        Assert.All(layout.Boxes, box => Assert.True(box.Y >= 14)); // room for the loop above
    }

    [Fact]
    public void Of_CallerOfSomethingDeep_StandsBesideIt()
    {
        var boxes = MapLayout.Of(Graph(("web", "shop"), ("shop", "stock"), ("stock", "db"), ("report", "db"))).Boxes.ToDictionary(box => box.Id);

        Assert.Equal(boxes["stock"].X, boxes["report"].X);
    }

    [Fact]
    public void Of_Nothing_IsEmpty() => Assert.Equal((0, 0), (MapLayout.Of(new MapGraph([], [])).Boxes.Count, MapLayout.Of(new MapGraph([], [])).Lines.Count));

    [Fact]
    public void Text_OfACall_SaysRateFailuresAndDuration()
    {
        Assert.Equal("2.0/s · 1.00 % err · 45 ms", MapLabels.Text(new MapCall("a", "b", 7_128, 0, 72, 0, 45_000_000), 3_600));
        Assert.Equal("3.0/min · 45 ms", MapLabels.Text(new MapCall("a", "b", 180, 0, 0, 0, 45_000_000), 3_600));
        Assert.Equal("3.0/h · 1 of 3 err", MapLabels.Text(new MapCall("a", "b", 3, 1, 0, 0, 0), 3_600));
        Assert.Equal("3×", MapLabels.Text(new MapCall("a", "b", 3, 0, 0, 0, 0), 86_400));
    }

    private static MapGraph Graph(params (string From, string To)[] calls) => new(
        [.. calls.SelectMany(call => new[] { call.From, call.To }).Distinct().Select(Node)],
        [.. calls.Select(call => new MapCall(call.From, call.To, 10, 0, 0, 1, 2))]);

    private static MapGraph Random(int nodes, int calls, int seed)
    {
        var random = new Random(seed);
        return new MapGraph(
            [.. Enumerable.Range(0, nodes).Select(i => Node($"service-{i:000}"))],
            [
                .. Enumerable.Range(0, calls)
                    .Select(_ => ($"service-{random.Next(nodes):000}", $"service-{random.Next(nodes):000}")).Distinct()
                    .Select(pair => new MapCall(pair.Item1, pair.Item2, random.Next(1, 10_000), random.Next(3), 0, 1_000_000, 20_000_000)),
            ]);
    }

    internal static ServiceMapNode Node(string id) => new(id, new GraphNode(NodeKind.Service, id), 10, 0, 1, 2, 3);
}
