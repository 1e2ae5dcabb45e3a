using Observe.Storage;
using Observe.Storage.Write;
using Observe.UI.Shaping;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.Shaping;

public sealed class WaterfallRowsTests
{
    private static readonly Waterfall Trace = WaterfallBuilder.Build(
    [
        Span(1, 0, 0, 100, "checkout", "POST /orders"),
        Span(2, 1, 10, 50, "cart", "GET /basket"),
        Span(3, 2, 20, 30, "cart-db", "SELECT", SpanStatus.Error) with
        {
            Attributes = [new TelemetryAttribute("db.query.text", AttributeValue.Of("SELECT items"))],
        },
        Span(4, 1, 60, 90, "payments", "POST /charge"),
    ])!;

    [Fact]
    public void Of_NothingAsked_IsEveryRow() => Assert.Equal([1UL, 2, 3, 4], Ids(new WaterfallRows()));

    [Fact]
    public void Of_FoldedNode_LeavesOutWhatIsBelow()
    {
        var rows = new WaterfallRows().Of(Trace, new HashSet<SpanId> { new(2) });

        Assert.Equal([1UL, 2, 4], rows.Select(row => row.Node.Span.SpanId.Value));
        Assert.Equal([false, true, false], rows.Select(row => row.Folded));
    }

    [Fact]
    public void Of_FoldedLeaf_IsNotFolded() =>
        Assert.DoesNotContain(new WaterfallRows().Of(Trace, new HashSet<SpanId> { new(4) }), row => row.Folded);

    [Theory]
    [InlineData("charge", new ulong[] { 1, 4 })]
    [InlineData("PAYMENTS", new ulong[] { 1, 4 })]
    [InlineData("db.query.text", new ulong[] { 1, 2, 3 })]
    [InlineData("items", new ulong[] { 1, 2, 3 })]
    [InlineData("nothing like it", new ulong[0])]
    public void Of_Find_KeepsHitsAndWhatStandsAbove(string find, ulong[] expected) =>
        Assert.Equal(expected, Ids(new WaterfallRows(find)));

    [Fact]
    public void Of_Find_MarksOnlyTheHits() =>
        Assert.Equal([3UL], new WaterfallRows("items").Of(Trace, new HashSet<SpanId>())
            .Where(row => row.Hit)
            .Select(row => row.Node.Span.SpanId.Value));

    [Fact]
    public void Of_ErrorsOnly_KeepsThePathToTheError() => Assert.Equal([1UL, 2, 3], Ids(new WaterfallRows(ErrorsOnly: true)));

    [Fact]
    public void Of_FindInsideFold_StillShowsTheHit() =>
        Assert.Equal(
            [1UL, 2, 3],
            new WaterfallRows("items").Of(Trace, new HashSet<SpanId> { new(1), new(2) })
                .Select(row => row.Node.Span.SpanId.Value));

    private static IEnumerable<ulong> Ids(WaterfallRows rows) =>
        rows.Of(Trace, new HashSet<SpanId>()).Select(row => row.Node.Span.SpanId.Value);
}
