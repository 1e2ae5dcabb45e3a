using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class MapFilterTests
{
    private static readonly MapFilter All = new("", "", 0, FailingOnly: false);

    private static readonly MapGraph Map = new(
        [MapLayoutTests.Node("alone"), MapLayoutTests.Node("db"), MapLayoutTests.Node("pay"), MapLayoutTests.Node("shop"), MapLayoutTests.Node("web")],
        [Call("web", "shop", 600), Call("shop", "pay", 60, failed: 3), Call("pay", "db", 6)]);

    [Fact]
    public void Of_NothingAsked_IsEverything() => Assert.Equal((5, 3), Size(All));

    [Fact]
    public void Of_Focus_IsTheNodeAndItsNeighbours() =>
        Assert.Equal(["db", "pay", "shop"], (All with { Focus = "pay" }).Of(Map, 1).Nodes.Select(node => node.Id));

    [Fact]
    public void Of_FocusThatIsGone_IsEverything() => Assert.Equal((5, 3), Size(All with { Focus = "gone" }));

    [Fact]
    public void Of_LeastRate_LeavesOutFewerCallsAndWhoHasNoOthers()
    {
        var map = (All with { LeastPerMinute = 20 }).Of(Map, minutes: 2);

        Assert.Equal([("web", "shop"), ("shop", "pay")], map.Calls.Select(call => (call.From, call.To)));
        Assert.Equal(["pay", "shop", "web"], map.Nodes.Select(node => node.Id));
    }

    [Fact]
    public void Of_FailingOnly_IsWhatFails() => Assert.Equal((2, 1), Size(All with { FailingOnly = true }));

    [Fact]
    public void Of_Text_IsWhatIsCalledSoAndItsNeighbours()
    {
        Assert.Equal((3, 2), Size(All with { Text = "SHO" }));
        Assert.Equal((1, 0), Size(All with { Text = "alone" }));
        Assert.Equal((0, 0), Size(All with { Text = "none" }));
    }

    [Fact]
    public void Of_MoreCallsThanCanBeTold_KeepsWhatFailsAndTheMost()
    {
        var calls = Enumerable.Range(0, 400).Select(i => Call("web", $"service-{i}", 1_000 - i, failed: i == 399 ? 1 : 0)).ToArray();
        var map = new MapGraph([MapLayoutTests.Node("web"), .. calls.Select(call => MapLayoutTests.Node(call.To))], calls);

        var drawn = (All with { LeastPerMinute = null }).Of(map, 1);

        Assert.Equal(MapFilter.MostCalls, drawn.Calls.Count);
        Assert.Contains(drawn.Calls, call => call.To == "service-399");
        Assert.Equal(MapFilter.MostCalls + 1, drawn.Nodes.Count);
        Assert.Equal(400, All.Of(map, 1).Calls.Count);
    }

    private static (int Nodes, int Calls) Size(MapFilter filter)
    {
        var map = filter.Of(Map, 1);
        return (map.Nodes.Count, map.Calls.Count);
    }

    private static MapCall Call(string from, string to, long calls, long failed = 0) => new(from, to, calls, failed, 0, 1, 2);
}
