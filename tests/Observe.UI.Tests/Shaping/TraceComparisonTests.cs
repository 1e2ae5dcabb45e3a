using Observe.Storage.Read;
using Observe.UI.Shaping;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.Shaping;

public sealed class TraceComparisonTests
{
    [Fact]
    public void Of_SameShape_PairsEverySpanInOrder()
    {
        var comparison = Compare(
            [Span(1, 0, 0, 100), Span(2, 1, 10, 20, name: "a"), Span(3, 1, 30, 60, name: "b")],
            [Span(11, 0, 0, 150), Span(12, 11, 10, 20, name: "b"), Span(13, 11, 40, 50, name: "a")]);

        Assert.Equal(["1+11", "2+13", "3+12"], comparison.Rows.Select(Text));
        Assert.Equal((50L, 0L, -20L), (At(comparison, 0), At(comparison, 1), At(comparison, 2)));
        Assert.Equal((3, 0, 0), (comparison.InBoth, comparison.OnlyInA, comparison.OnlyInB));
    }

    [Fact]
    public void Of_SecondAttempt_PairsTheFirstWithTheFirst()
    {
        var comparison = Compare(
            [Span(1, 0, 0, 100), Span(2, 1, 10, 20, name: "try"), Span(3, 1, 30, 60, name: "try"), Span(4, 3, 31, 50, name: "inner")],
            [Span(11, 0, 0, 50), Span(12, 11, 10, 30, name: "try")]);

        Assert.Equal(["1+11", "2+12", "3", "4"], comparison.Rows.Select(Text));
        Assert.Equal([-1, 0, 0, 2], comparison.Rows.Select(row => row.Parent));
        Assert.Equal(2, comparison.OnlyInA);
    }

    [Fact]
    public void Of_OnlyInSecond_StandsBeforeWhatItPrecedes()
    {
        var comparison = Compare(
            [Span(1, 0, 0, 100), Span(2, 1, 40, 60, name: "work")],
            [Span(11, 0, 0, 100), Span(12, 11, 5, 30, name: "init"), Span(13, 12, 6, 7, name: "load"), Span(14, 11, 40, 60, name: "work"), Span(15, 11, 70, 80, name: "late")]);

        Assert.Equal(["1+11", "-12", "-13", "2+14", "-15"], comparison.Rows.Select(Text));
        Assert.Equal(3, comparison.OnlyInB);
    }

    [Fact]
    public void Of_RootsOfOtherNames_AreAPairAllTheSame()
    {
        var comparison = Compare(
            [Span(1, 0, 0, 100, name: "POST /orders"), Span(2, 9, 5, 10, name: "lost")],
            [Span(11, 0, 0, 50, name: "POST /v2/orders"), Span(12, 99, 5, 20, name: "lost")]);

        Assert.Equal(["1+11", "2+12"], comparison.Rows.Select(Text));
        Assert.Equal(-50 * Millisecond, comparison.AnswerDifference);
    }

    [Fact]
    public void Operations_OfBoth_AreSortedByTheDifferenceOfTheirSelfTime()
    {
        var comparison = Compare(
            [Span(1, 0, 0, 100), Span(2, 1, 0, 90, "payments", "charge"), Span(3, 1, 90, 95, name: "old")],
            [Span(11, 0, 0, 400), Span(12, 11, 0, 80, "payments", "charge"), Span(13, 11, 80, 390, "payments", "init")]);

        Assert.Equal(["init 310", "charge -10", "old -5", "work 5"], comparison.Operations.Select(item => $"{item.Name} {item.Self / Millisecond}"));
        Assert.Null(comparison.Operations[0].A);
        Assert.Equal(comparison.AnswerDifference, comparison.Operations.Sum(item => item.Path));
        Assert.Equal(
            "Most of that is payments init: +310 ms of its own, and only in B.", ComparisonText.Most(comparison));
    }

    [Fact]
    public void DifferingRows_SmallDifference_IsLeftOutUnlessSomethingBelowItDiffers()
    {
        var comparison = Compare(
            [Span(1, 0, 0, 1000), Span(2, 1, 0, 500, name: "outer"), Span(3, 2, 0, 100, name: "inner"), Span(4, 1, 500, 600, name: "same")],
            [Span(11, 0, 0, 1000), Span(12, 11, 0, 501, name: "outer"), Span(13, 12, 0, 200, name: "inner"), Span(14, 11, 500, 609, name: "same")]);

        Assert.Equal(["1+11", "2+12", "3+13"], comparison.DifferingRows().Select(Text));
    }

    [Fact]
    public void Of_MoreSpansThanTheCap_ComparesTheFirstAndSaysSo()
    {
        var many = Enumerable.Range(2, TraceComparison.MostSpans + 10).Select(id => Span((ulong)id, (ulong)(id - 1), 0, 1)).Prepend(Span(1, 0, 0, 5)).ToArray();

        var comparison = Compare(many, many);

        Assert.True(comparison.IsCut);
        Assert.Equal(TraceComparison.MostSpans, comparison.Rows.Count);
    }

    [Theory]
    [InlineData(1_000, 3_100, "B answered 2.10 s later than A: B took 3.1 times as long.")]
    [InlineData(3_100, 1_000, "B answered 2.10 s sooner than A: A took 3.1 times as long.")]
    [InlineData(100, 110, "B answered 10 ms later than A.")]
    [InlineData(7, 7, "Both answered in 7.0 ms.")]
    public void Answer_TwoDurations_SaysWhichWasSooner(long a, long b, string expected) =>
        Assert.Equal(expected, ComparisonText.Answer(a * Millisecond, b * Millisecond));

    private static TraceComparison Compare(SpanRecord[] a, SpanRecord[] b) =>
        TraceComparison.Of(WaterfallBuilder.Build(a)!, WaterfallBuilder.Build(b)!);

    private static long? At(TraceComparison comparison, int row) => comparison.Rows[row].Difference / Millisecond;

    private static string Text(ComparedRow row) => (row.A, row.B) switch
    {
        ({ } a, { } b) => $"{a.Span.SpanId.Value}+{b.Span.SpanId.Value}",
        ({ } a, _) => $"{a.Span.SpanId.Value}",
        _ => $"-{row.B!.Span.SpanId.Value}",
    };
}
