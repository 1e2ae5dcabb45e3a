using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class LogReaderTests : IClassFixture<EngineFixture>
{
    private readonly TelemetryWriter _writer;
    private readonly LogReader _reader;

    public LogReaderTests(EngineFixture fixture)
    {
        _writer = fixture.Writer;
        _reader = new LogReader(fixture.Database, new ResourceReader(fixture.Database));
    }

    [Fact]
    public async Task FindAsync_StoredLog_ComesBackEqual()
    {
        await StoreAsync(_writer, logs: [Log("Order 'x' placed", 10, 13, trace: 5)]);

        var result = await _reader.FindAsync(new LogListQuery(new TimeRange(Start, Start + Second)), default);

        var log = Assert.Single(result.Logs);
        Assert.Equal(("Order 'x' placed", 13, "checkout"), (log.Body, log.SeverityNumber, log.Service));
        Assert.Equal((Start + (10 * Millisecond), new TraceId(1, 5)), (log.TimeUnixNanoseconds, log.TraceId));
        Assert.Equal([new TelemetryAttribute("order.id", AttributeValue.Of("8812"))], log.Attributes);
        Assert.Equal(2, log.Resource.Count);
    }

    [Fact]
    public async Task FindAsync_PageByPageWithEqualTimesAndARepeatedRecord_GivesEachOnce()
    {
        var range = new TimeRange(Start + (100 * Second), Start + (101 * Second));
        LogRow[] logs = [.. Enumerable.Range(0, 23).Select(number => Log($"line {number}", 100_000 + (number / 4)))];
        await StoreAsync(_writer, logs: logs);
        await StoreAsync(_writer, logs: [logs[3], logs[9]]);

        var bodies = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _reader.FindAsync(new LogListQuery(range, null, 5, cursor), default);
            bodies.AddRange(page.Logs.Select(log => log.Body));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(logs.Select(log => log.Body).Order(), bodies.Order());
    }

    [Fact]
    public async Task FindAsync_StartRecords_AreLeftOut()
    {
        var range = new TimeRange(Start + (200 * Second), Start + (201 * Second));
        await StoreAsync(_writer, logs: [Log("", 200_000, eventName: "observe.invocation.started"), Log("visible", 200_001)]);

        var result = await _reader.FindAsync(new LogListQuery(range), default);

        Assert.Equal(["visible"], result.Logs.Select(log => log.Body));
    }

    [Fact]
    public async Task ForTraceAsync_LogsOfTwoTraces_GivesOnesOwnInOrder()
    {
        await StoreAsync(_writer, logs: [Log("second", 300_002, trace: 70), Log("first", 300_001, trace: 70), Log("other", 300_001, trace: 71)]);

        var logs = await _reader.ForTraceAsync(new TraceId(1, 70), 100, default);

        Assert.Equal(["first", "second"], logs.Select(log => log.Body));
    }

    [Fact]
    public async Task HistogramAsync_Levels_AreCountedApart()
    {
        var range = new TimeRange(Start + (400 * Second), Start + (410 * Second));
        await StoreAsync(_writer, logs: [Log("i", 400_000, 9), Log("w", 400_001, 13), Log("e", 400_002, 17), Log("f", 409_000, 21)]);

        var buckets = (await _reader.HistogramAsync(new LogHistogramQuery(range, null, 10), default)).Buckets;

        Assert.Equal((3, 1, 1), (buckets[0].Count, buckets[0].Errors, buckets[0].Warnings));
        Assert.Equal((1, 1, 0), (buckets[9].Count, buckets[9].Errors, buckets[9].Warnings));
    }
}
