using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.Storage.Write;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class HeatmapReaderTests : IClassFixture<EngineFixture>
{
    private readonly TelemetryWriter _writer;
    private readonly HeatmapReader _reader;

    public HeatmapReaderTests(EngineFixture fixture)
    {
        _writer = fixture.Writer;
        _reader = new HeatmapReader(fixture.Database, new ResourceReader(fixture.Database));
    }

    [Fact]
    public async Task HeatmapAsync_RandomSpans_CountsEachInItsCell()
    {
        var random = new Random(8);
        var spans = Enumerable.Range(1, 400).Select(index => Span(
            (ulong)index, 1, parent: index % 4 == 0 ? 7u : 0, service: "heat", startMilliseconds: Day(1) + random.Next(600_000),
            status: index % 5 == 0 ? SpanStatus.Error : SpanStatus.Unset) with
        {
            DurationNanoseconds = index == 1 ? 0 : (long)Math.Pow(10, random.NextDouble() * 11),
        }).ToList();
        await StoreAsync(_writer, spans);
        var range = RangeOf(Day(1), 600_000);

        var heatmap = await _reader.HeatmapAsync(new HeatmapQuery(range, Parse("service = heat"), 20), default);

        Assert.True(heatmap.Scanned.Complete);
        Assert.Equal((range.FromUnixNanoseconds, 30 * Second, 20), (heatmap.StartUnixNanoseconds, heatmap.ColumnNanoseconds, heatmap.Columns));
        Assert.Equal(
            spans.GroupBy(span => (Column: (int)((span.StartUnixNanoseconds - range.FromUnixNanoseconds) / (30 * Second)), Row: RowOf(span.DurationNanoseconds)))
                .Select(cell => new HeatmapCell(cell.Key.Column, cell.Key.Row, cell.Count(), cell.Count(span => span.Status == SpanStatus.Error)))
                .OrderBy(cell => cell.Column).ThenBy(cell => cell.Row),
            heatmap.Cells.OrderBy(cell => cell.Column).ThenBy(cell => cell.Row));
        Assert.All(spans.Where(span => span.DurationNanoseconds > 0), span =>
            Assert.InRange(span.DurationNanoseconds, HeatmapRows.StartOf(RowOf(span.DurationNanoseconds)), HeatmapRows.StartOf(RowOf(span.DurationNanoseconds) + 1) - 1));
    }

    [Fact]
    public async Task HeatmapAsync_NoSearch_CountsRootSpans()
    {
        await StoreAsync(_writer, [Span(1, 1, startMilliseconds: Day(2)), Span(1, 2, parent: 1, startMilliseconds: Day(2)), Span(2, 3, startMilliseconds: Day(2))]);

        var heatmap = await _reader.HeatmapAsync(new HeatmapQuery(RangeOf(Day(2), 60_000)), default);

        Assert.Equal(2, Assert.Single(heatmap.Cells).Spans);
    }

    [Fact]
    public async Task DifferencesAsync_SlowBecauseOfOneProvider_SaysSoFirst()
    {
        var random = new Random(3);
        var spans = Enumerable.Range(1, 900).Select(index =>
        {
            var isNorthpay = index % 5 == 0;
            return Span(
                (ulong)index, 1, service: isNorthpay ? "slow-payments" : "payments", startMilliseconds: Day(3) + random.Next(600_000),
                milliseconds: isNorthpay && index % 10 != 0 ? 2_000 : 50, attributes:
                [
                    new("payments.provider", AttributeValue.Of(isNorthpay ? "northpay" : index % 2 == 0 ? "card" : "wire")),
                    new("payments.id", AttributeValue.Of($"p-{index}")),
                    new("payments.attempt", AttributeValue.Of((long)random.Next(3))),
                    new("payments.bytes", AttributeValue.Of(isNorthpay ? 5_000L + index : 100L + index)),
                    .. isNorthpay ? [new TelemetryAttribute("retried", AttributeValue.Of(true))] : Array.Empty<TelemetryAttribute>(),
                ]);
        }).ToList();
        await StoreAsync(_writer, spans);
        var range = RangeOf(Day(3), 600_000);
        var selection = new SpanSelection(range, 1_000 * Millisecond, 10_000 * Millisecond);

        var differences = await _reader.DifferencesAsync(new DifferencesQuery(range, Parse("service ~ payments"), selection), default);

        Assert.Equal((90, 810, 90, 810), (differences.Selected, differences.Others, differences.SelectedSample, differences.OthersSample));
        var names = differences.Fields.Select(field => field.Field.ToString()).ToList();
        Assert.Equal(["function"], names);
        var first = differences.Fields[0];
        Assert.Equal(["payments.bytes", "payments.provider", "retried", "service"], first.Alike.Select(field => field.ToString()));
        Assert.Equal(("slow-payments", 1.0), (first.Values[0].Value, first.Values[0].InSelection));
        Assert.Equal(90.0 / 810, first.Values[0].InOthers, 6);
    }

    [Fact]
    public async Task DifferencesAsync_EachCondition_FindsTheSpansThatItCounts()
    {
        var random = new Random(11);
        await StoreAsync(_writer, [.. Enumerable.Range(1, 600).Select(index => Span(
            (ulong)index, 1, service: "conditions", startMilliseconds: Day(4) + random.Next(300_000), milliseconds: index % 3 == 0 ? 900 : 20,
            status: index % 3 == 0 && index % 2 == 0 ? SpanStatus.Error : SpanStatus.Ok, attributes:
            [
                new("odd name", AttributeValue.Of(index % 3 == 0 ? "it's \"quoted\" \\ 1" : "5ms")),
                new("status", AttributeValue.Of(index % 3 == 0 ? 500L : 200L)),
                new("ratio", AttributeValue.Of(index % 3 == 0 ? 0.5 : 100.25)),
                new("size", AttributeValue.Of(index % 3 == 0 ? index * 10.5 : index / 100.0)),
                .. index % 3 == 0 && index % 4 == 0 ? [new TelemetryAttribute("flag", AttributeValue.Of(true))] : Array.Empty<TelemetryAttribute>(),
            ]))]);
        var range = RangeOf(Day(4), 300_000);
        var search = Parse("service = conditions");
        var selection = new SpanSelection(range, 500 * Millisecond, 1_070 * Millisecond);

        var differences = await _reader.DifferencesAsync(new DifferencesQuery(range, search, selection), default);

        Assert.Equal(200, differences.Selected);
        var all = differences.Fields.SelectMany(field => field.Values.Select(value => (field.Field, Value: value))).ToList();
        Assert.True(all.Count >= 4, string.Join(" ", all));
        foreach (var (field, value) in all)
        {
            var condition = Parse(value.Condition(field).ToString());
            Assert.Equal(value.InSelection * 200, await CountAsync(new AndExpression(selection.Narrow(search), condition), range), 6);
            Assert.Equal(value.InOthers * 400, await CountAsync(new AndExpression(selection.Exclude(search), condition), range), 6);
        }
    }

    [Fact]
    public async Task DifferencesAsync_ManySpans_LooksAtASampleOfBothSides()
    {
        var random = new Random(5);
        await StoreAsync(_writer, [.. Enumerable.Range(1, 40_000).Select(index => Span(
            (ulong)index, 1, service: "many", startMilliseconds: Day(5) + random.Next(4 * 3_600_000), milliseconds: index % 4 == 0 ? 900 : 20, attributes:
            [
                new("zone", AttributeValue.Of(random.Next(10) < (index % 4 == 0 ? 7 : 2) ? "a" : "b")),
            ]))]);
        var range = RangeOf(Day(5), 4 * 3_600_000);

        var differences = await _reader.DifferencesAsync(
            new DifferencesQuery(range, Parse("service = many"), new SpanSelection(range, 500 * Millisecond, 1_000 * Millisecond)), default);

        Assert.Equal((10_000, 30_000), (differences.Selected, differences.Others));
        Assert.InRange(differences.SelectedSample, 2_500, 10_000);
        Assert.InRange(differences.OthersSample, 2_500, 10_000);
        var zone = Assert.Single(differences.Fields);
        Assert.Equal("zone", zone.Field.Name);
        Assert.InRange(zone.Values.Single(value => value.Value == "a").InSelection, 0.65, 0.75);
        Assert.InRange(zone.Values.Single(value => value.Value == "a").InOthers, 0.15, 0.25);
    }

    [Fact]
    public async Task DifferencesAsync_TwoSpansThatAreAlike_TellNothing()
    {
        await StoreAsync(_writer, [.. Enumerable.Range(1, 20).Select(index => Span(
            (ulong)index, 1, service: "few", startMilliseconds: Day(6) + index, milliseconds: index <= 2 ? 900 : 20,
            attributes: [new("shard", AttributeValue.Of(index <= 2 || index % 2 == 0 ? "a" : "b"))]))]);
        var range = RangeOf(Day(6), 60_000);

        var differences = await _reader.DifferencesAsync(
            new DifferencesQuery(range, Parse("service = few"), new SpanSelection(range, 500 * Millisecond, 1_000 * Millisecond)), default);

        Assert.Equal((2, 18), (differences.Selected, differences.Others));
        Assert.Empty(differences.Fields);
    }

    [Fact]
    public async Task DifferencesAsync_SelectionReachesOutOfTheRange_CountsAndSamplesWhatIsInIt()
    {
        await StoreAsync(_writer, [.. Enumerable.Range(0, 400).Select(index => Span(
            (ulong)(index + 1), 1, service: "reaching", startMilliseconds: Day(7) + (index * 1_000), milliseconds: index % 4 == 0 ? 900 : 20,
            attributes: [new("half", AttributeValue.Of(index < 200 ? "first" : "second"))]))]);
        var range = RangeOf(Day(7) + 200_000, 200_000);
        var selection = new SpanSelection(RangeOf(Day(7), 400_000), 500 * Millisecond, 1_000 * Millisecond);

        var differences = await _reader.DifferencesAsync(new DifferencesQuery(range, Parse("service = reaching"), selection), default);

        Assert.Equal((50, 150, 50, 150), (differences.Selected, differences.Others, differences.SelectedSample, differences.OthersSample));
        Assert.DoesNotContain(differences.Fields, field => field.Field.Name == "half");
        Assert.Null(selection.Within(RangeOf(Day(7) + 400_000, 1_000)));
    }

    [Theory]
    [InlineData("", "(not parent exists) and (duration >= 1.07s and duration < 12.5s)")]
    [InlineData("a = 1 or cold", "(a = 1 or cold) and (duration >= 1.07s and duration < 12.5s)")]
    public void Narrow_OfASelection_IsASearchThatOneCanRead(string search, string expected)
    {
        var selection = new SpanSelection(RangeOf(0, 1), 1_070 * Millisecond, 12_500 * Millisecond);

        var narrowed = selection.Narrow(SearchParser.Parse(search).Expression).ToString();

        Assert.Equal(Parse(expected), Parse(narrowed));
    }

    private async Task<long> CountAsync(SearchExpression search, TimeRange range)
    {
        var cells = await _reader.HeatmapAsync(new HeatmapQuery(range, search), default);
        return cells.Cells.Sum(cell => cell.Spans);
    }

    private static int RowOf(long nanoseconds) => (int)Math.Floor(Math.Log2(Math.Max(nanoseconds, 1)) * HeatmapRows.PerDoubling);

    private static SearchExpression Parse(string text) => SearchParser.Parse(text).Expression!;

    /// <summary>Each test has days of its own.</summary>
    private static long Day(int number) => -number * 86_400_000L;

    private static TimeRange RangeOf(long fromMilliseconds, long milliseconds) =>
        new(Start + (fromMilliseconds * Millisecond), Start + ((fromMilliseconds + milliseconds) * Millisecond));
}
