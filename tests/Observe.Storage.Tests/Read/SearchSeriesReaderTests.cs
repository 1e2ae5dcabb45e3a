using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.Storage.Write;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public sealed class SearchSeriesReaderTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const long Minute = 60_000 * Millisecond;
    private static bool _isStored;

    private SearchSeriesReader Reader => new(fixture.Database);

    public async Task InitializeAsync()
    {
        if (_isStored)
        {
            return;
        }
        _isStored = true;
        // Forty spans, one each twenty seconds; every fourth fails; and the first once more.
        var spans = Enumerable.Range(0, 40).Select(i => Span(
            (ulong)i + 1, (ulong)i + 1, service: i % 2 == 0 ? "shop" : "cart", startMilliseconds: i * 20_000, milliseconds: i + 1, status: i % 4 == 0 ? SpanStatus.Error : SpanStatus.Ok,
            attributes: i % 5 == 0 ? [] : [new("amount", AttributeValue.Of((long)i)), new("http.route", AttributeValue.Of("/r'" + (i % 3)))])).ToList();
        await StoreAsync(fixture.Writer, spans: spans);
        await StoreAsync(fixture.Writer, spans: [spans[0]]);
        await StoreAsync(fixture.Writer, logs:
        [
            Log("card declined", 1_000, severity: 17),
            Log("card accepted", 2_000),
            Log("platform says", 2_000, eventName: "platform.report"),
        ]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task CountsAsync_ByFieldsAndMinutes_CountsRepeatedSpansOnceAndAPartOfThem()
    {
        var counts = await Reader.CountsAsync(Query("duration > 0ms", Minute, "service", "status"), Parse("status = error"), default);

        Assert.Equal(40, counts.Sum(row => row.Found));
        Assert.Equal(10, counts.Sum(row => row.Part));
        Assert.Equal(1, counts.Single(row => row.Bucket == 0 && row.Values[0] == "shop" && row.Values[1] == "error").Found);
        Assert.All(counts, row => Assert.Equal(row.Values[1] == "error" ? row.Found : 0, row.Part));
    }

    [Fact]
    public async Task CountsAsync_ByAnAttribute_TellsThoseWithoutItApart()
    {
        var counts = await Reader.CountsAsync(Query("", null, "http.route"), null, default);

        Assert.Equal(["", "/r'0", "/r'1", "/r'2"], counts.Select(row => row.Values[0]).Order(StringComparer.Ordinal));
        Assert.Equal(8, counts.Single(row => row.Values[0] == "").Found);
    }

    [Fact]
    public async Task CountsAsync_MoreLabelSetsThanAsked_IsNoAnswer() => await Assert.ThrowsAsync<SeriesLimitException>(
        () => Reader.CountsAsync(Query("", null, "http.route") with { MaxRows = 3 }, null, default));

    [Fact]
    public async Task CountsAsync_MeetsALimitOfReads_SaysWhich()
    {
        var database = fixture.Under(new ReadLimits { MaxResultRows = 2 });

        var error = await Assert.ThrowsAsync<SeriesLimitException>(() => new SearchSeriesReader(database).CountsAsync(Query("", null, "http.route"), null, default));

        Assert.Contains("limit of rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CountsAsync_Logs_LeavesOutWhatPlatformsSay()
    {
        var query = Query("", null, "level") with { Target = SearchTarget.Logs };

        var counts = await Reader.CountsAsync(query, Parse("declined"), default);

        Assert.Equal([("error", 1L, 1L), ("info", 1L, 0L)], counts.Select(row => (row.Values[0], row.Found, row.Part)).Order());
    }

    [Theory]
    [InlineData("duration", 90, 1_000_000)]
    [InlineData("amount", 50, 1)]
    public async Task PercentilesAsync_InWindows_AreThoseOfTheSameRangesAskedAlone(string field, double percentile, double unit)
    {
        var windows = new BucketWindows(4, 5, 2);
        var number = SearchField.Of(field);

        var percentiles = await Reader.PercentilesAsync(Query("", Minute, "service"), number, percentile, windows, default);

        for (var i = 0; i < windows.Count; i++)
        {
            var from = Hour.FromUnixNanoseconds + (i * windows.StepBuckets * Minute);
            var alone = await Reader.PercentilesAsync(
                Query("", null, "service") with { Range = new TimeRange(from, from + (windows.WindowBuckets * Minute)) }, number, percentile, new BucketWindows(1, 1, 1), default);
            Assert.Equal(
                alone.Select(row => (row.Values[0], row.Value)).Order(),
                percentiles.Where(row => row.Window == i).Select(row => (row.Values[0], row.Value)).Order());
        }
        Assert.All(percentiles, row => Assert.Equal(0, row.Value % unit));
        Assert.Equal(8, percentiles.Count);
    }

    [Fact]
    public async Task TracesAsync_SomeLabelSets_AreTheNewestOrTheHighestOfThose()
    {
        IReadOnlyList<IReadOnlyList<string>> wanted = [["shop", ""], ["cart", "/r'1"], ["nobody", "/r'1"]];
        var query = Query("", null, "service", "http.route");

        var newest = await Reader.TracesAsync(query, null, wanted, 2, default);
        var highest = await Reader.TracesAsync(query, SearchField.Of("amount"), wanted, 1, default);
        var ofLogs = await Reader.TracesAsync(Query("", null) with { Target = SearchTarget.Logs }, null, [[]], 5, default);

        // Every tenth is of the shop and has no route; those of a cart with the route 1 are 1, 7, 13, 19 and 31 and 37, without the fives.
        Assert.Equal(
            ["cart /r'1 38 32", "shop  31 21"],
            newest.Select(row => $"{string.Join(' ', row.Values)} {string.Join(' ', row.TraceIds.Select(id => id.Low).OrderDescending())}").Order(StringComparer.Ordinal));
        Assert.Equal(["cart /r'1 38"], highest.Select(row => $"{string.Join(' ', row.Values)} {row.TraceIds.Single().Low}"));
        Assert.True(ofLogs.Count <= 1);
    }

    private static SearchSeriesQuery Query(string search, long? width, params string[] groupBy) =>
        new(Hour, width, SearchTarget.Spans, Parse(search), [.. groupBy.Select(SearchField.Of)], 1_000);

    private static SearchExpression? Parse(string text) => SearchParser.Parse(text).Expression;
}
