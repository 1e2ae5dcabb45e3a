using Observe.Storage.Read;
using Observe.UI.Shaping;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Shaping;

public sealed class HeatmapShapeTests
{
    [Fact]
    public void Of_AnyCells_KeepsEverySpanInSeventeenRowsAtMost()
    {
        var random = new Random(4);
        for (var run = 0; run < 300; run++)
        {
            var lowest = random.Next(20, 120);
            var cells = Enumerable.Range(0, random.Next(1, 200))
                .Select(_ => new HeatmapCell(random.Next(60), lowest + random.Next(1, 1 + random.Next(1, 60)), random.Next(1, 10_000), 0))
                .DistinctBy(cell => (cell.Column, cell.Row)).ToList();

            var shape = HeatmapShape.Of(Heatmap(cells));

            Assert.InRange(shape.Rows, 1, HeatmapShape.MostRows);
            Assert.Equal(cells.Sum(cell => cell.Spans), shape.Spans);
            Assert.Equal(shape.Cells.Count, shape.Cells.DistinctBy(cell => (cell.FromUnixNanoseconds, cell.FromNanoseconds)).Count());
            Assert.All(shape.Cells, cell =>
            {
                Assert.InRange(shape.StepOf(cell.Spans), 1, HeatmapShape.Steps - 1);
                Assert.True(cell.FromNanoseconds >= shape.LowestNanoseconds && cell.ToNanoseconds <= shape.HighestNanoseconds);
            });
            Assert.All(cells, cell => Assert.Contains(shape.Cells, drawn =>
                drawn.FromUnixNanoseconds == cell.Column * 100 && drawn.FromNanoseconds <= HeatmapRows.StartOf(cell.Row) && HeatmapRows.StartOf(cell.Row) < drawn.ToNanoseconds));
        }
    }

    [Fact]
    public void Of_Nothing_IsEmpty()
    {
        var shape = HeatmapShape.Of(Heatmap([]));

        Assert.Equal((0, 0L, 0L), (shape.Rows, shape.Most, shape.Spans));
        Assert.Equal("No span in this range.", HeatmapChart.Label(shape));
    }

    [Theory]
    [InlineData(new[] { 95, 5 }, 101)]
    [InlineData(new[] { 99, 1 }, null)]
    [InlineData(new[] { 50, 48, 1, 1 }, 101)]
    [InlineData(new[] { 100 }, null)]
    public void SlowFrom_IsWhereTheSlowestTwentiethBegins(int[] spans, int? row)
    {
        var heatmap = Heatmap([.. spans.Select((count, index) => new HeatmapCell(0, 100 + index, count, 0))]);

        Assert.Equal(row is { } known ? HeatmapRows.StartOf(known) : null, HeatmapShape.SlowFrom(heatmap));
    }

    [Theory]
    [InlineData(0.004, "<1 %")]
    [InlineData(0, "0 %")]
    [InlineData(0.994, ">99 %")]
    [InlineData(1, "100 %")]
    [InlineData(0.27, "27 %")]
    public void Share_NeverSaysNothingOrAllOfAPart(double share, string text) => Assert.Equal(text, DifferenceText.Share(share));

    private static HeatmapResult Heatmap(IReadOnlyList<HeatmapCell> cells) => new(0, 100, 60, cells, FakeTraceReader.AllScanned);
}
