using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class TraceChainTests
{
    [Fact]
    public void Of_FourServices_NamesAll()
    {
        var chain = TraceChain.Of([Service("a"), Service("b"), Service("c"), Service("d")]);

        Assert.Equal(4, chain.Head.Count);
        Assert.Empty(chain.Squares);
        Assert.Empty(chain.Tail);
    }

    [Fact]
    public void Of_MoreServices_NamesTheFailedOne() =>
        AssertChain(
            [Service("a"), Service("b", duration: 900), Service("c", errors: 1), Service("d"), Service("e")],
            "a", "b d", "c e");

    [Fact]
    public void Of_MoreServicesWithoutErrors_NamesTheSlowest() =>
        AssertChain(
            [Service("a", duration: 9_999), Service("b", duration: 5), Service("c"), Service("d", duration: 900), Service("e")],
            "a", "b c", "d e");

    private static void AssertChain(TraceService[] services, string head, string squares, string tail)
    {
        var chain = TraceChain.Of(services);

        Assert.Equal(head, Names(chain.Head));
        Assert.Equal(squares, Names(chain.Squares));
        Assert.Equal(tail, Names(chain.Tail));
    }

    private static string Names(IReadOnlyList<TraceService> services) => string.Join(' ', services.Select(service => service.Name));

    private static TraceService Service(string name, int errors = 0, long duration = 1) => new(name, 1, errors, duration);
}
