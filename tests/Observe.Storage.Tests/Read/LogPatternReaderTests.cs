using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public sealed class LogPatternReaderTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly TelemetryWriter _writer = fixture.Writer;
    private readonly LogPatternReader _reader = new(fixture.Database);
    private readonly LogReader _logs = new(fixture.Database, new ResourceReader(fixture.Database));

    [Fact]
    public async Task FindAsync_LinesThatDifferInValues_AreOnePatternWhoseSearchFindsThem()
    {
        string[] others =
        [
            "", "  spaces\t around  them ", "tabs\tand\nnew lines 7", "{\"order\":\"8812-1\",\"ok\":true}", "regex .*+?()[]{}|^$\\ signs", "nul \0 and \u001b[31m escape",
            "ünïcode 日本 ​\u202e 😀", string.Join(' ', Enumerable.Range(0, 150).Select(index => $"word{(char)('a' + (index % 26))}")), new string('x', 3_000), new string('-', 3_000), "quote \" and \\\" back",
        ];
        await StoreAsync(_writer, logs:
        [
            .. Enumerable.Range(0, 300).Select(index => Log($"Charge ch_{index} of 10.0.0.{index % 255}:80 took {index} ms", index, index % 3 == 0 ? (byte)17 : (byte)9)),
            .. Enumerable.Range(0, 40).Select(index => Log($"User {(char)('a' + (index % 26))}{(char)('a' + (index / 26))} signed in", 400 + index)),
            .. others.Select((body, index) => Log(body, 500 + index, 13)),
        ]);

        var result = await _reader.FindAsync(new LogPatternsQuery(Hour), default);

        Assert.Equal((340 + others.Length, 0), (result.Lines, result.OtherLines));
        Assert.True(result.Scanned.Complete);
        var first = result.Patterns[0];
        Assert.Equal(("Charge <*> of <*> took <*> ms", 300L, 100L, 0L), (first.Text, first.Count, first.Errors, first.Warnings));
        Assert.Equal((Start, Start + (299 * Millisecond), "Charge ch_299 of 10.0.0.44:80 took 299 ms"), (first.FirstUnixNanoseconds, first.LastUnixNanoseconds, first.Example));
        Assert.Equal(["checkout"], first.Services);
        Assert.Equal(("User <*> signed in", 40L), (result.Patterns[1].Text, result.Patterns[1].Count));
        foreach (var pattern in result.Patterns)
        {
            var search = SearchParser.Parse(pattern.Search.ToString());
            Assert.Null(search.Error);
            var found = await _logs.FindAsync(new LogListQuery(Hour, search.Expression, 1_000), default);
            Assert.True(pattern.Count == found.Logs.Count, $"{pattern.Text}: {pattern.Count} lines, of which {pattern.Search} finds {found.Logs.Count}");
        }
    }

    [Fact]
    public async Task FindAsync_MoreLinesThanAskedFor_LooksAtTheNewest()
    {
        var range = new TimeRange(Start - (7_200 * Second), Start - (3_600 * Second));
        await StoreAsync(_writer, logs: [.. Enumerable.Range(0, 100).Select(index => Log(index < 60 ? "older line" : "newer line", -7_000_000 + index))]);

        var result = await _reader.FindAsync(new LogPatternsQuery(range, null, Lines: 40), default);

        Assert.Equal(("newer line", 40L, 40L), (Assert.Single(result.Patterns).Text, result.Patterns[0].Count, result.Lines));
    }

    [Theory]
    [InlineData("order placed", "order failed", false)]
    [InlineData("the order of alice was placed", "the order of bob was placed", true)]
    [InlineData("took 12ms at 03:07:53.22", "took 7ms at 04:00:00", true)]
    [InlineData("attempt=1 of=3", "attempt=2 of=3", true)]
    public void Add_TwoLines_AreOnePatternOrTwo(string first, string second, bool alike)
    {
        var clusters = new LogClusters();

        clusters.Add(new LogLine(1, 9, "a", first, false));
        clusters.Add(new LogLine(2, 9, "a", second, false));

        Assert.Equal(alike ? 1 : 2, clusters.Result().Patterns.Count);
    }

    [Fact]
    public void Add_MorePatternsThanAreKept_CountsTheOthers()
    {
        var clusters = new LogClusters();
        for (var index = 0; index < 5_000; index++)
        {
            clusters.Add(new LogLine(index, 9, "a", new string('x', 1 + (index % 2_500)), false));
        }

        var (patterns, others) = clusters.Result();

        Assert.Equal(LogPatternsResult.MostPatterns, patterns.Count);
        Assert.Equal(5_000, patterns.Sum(pattern => pattern.Count) + others);
    }

    [Fact]
    public async Task Context_ReadsBothWaysFromEachEnd_WithoutGapsOrRepeats()
    {
        var reader = new LogContextReader(_logs);
        var noon = 12 * 3_600_000L;
        LogRow[] lines = [.. Enumerable.Range(0, 60).Select(index => Log($"line {index:00}", noon + (index / 3)))];
        await StoreAsync(_writer, logs: [.. lines, lines[5], .. Enumerable.Range(0, 20).Select(index => OfAnother(noon + index))]);
        var all = (await _logs.FindAsync(new LogListQuery(new TimeRange(Start + (noon * Millisecond), Start + ((noon + 60) * Millisecond)), SearchParser.Parse("service = checkout").Expression, 100), default)).Logs.Reverse().ToList();
        var line = all[30];

        var context = (await reader.ReadAsync(new LogContextQuery(line.TimeUnixNanoseconds, line.Id, LogContextScope.Instance, 10, 10), default))!;
        var before = (await reader.ReadAsync(new LogContextQuery(context.Before[0].TimeUnixNanoseconds, context.Before[0].Id, LogContextScope.Service, 100, 0), default))!;
        var after = (await reader.ReadAsync(new LogContextQuery(context.After[^1].TimeUnixNanoseconds, context.After[^1].Id, LogContextScope.Service, 0, 100), default))!;

        Assert.Equal((true, true), (context.HasEarlier, context.HasLater));
        Assert.Equal(line.Id, context.Line.Id);
        Assert.Equal(
            all.Select(item => item.Id), new[] { before.Before, context.Before, [context.Line], context.After, after.After }.SelectMany(part => part).Select(item => item.Id));
        Assert.Equal((false, false), (before.HasEarlier, after.HasLater));
        Assert.Null(await reader.ReadAsync(new LogContextQuery(line.TimeUnixNanoseconds, "none"), default));
    }

    private static LogRow OfAnother(long milliseconds) => new()
    {
        TimeUnixNanoseconds = Start + (milliseconds * Millisecond),
        Body = "of another",
        Resource = Resource("payments"),
        ReceivedUnixNanoseconds = Start,
    };
}
