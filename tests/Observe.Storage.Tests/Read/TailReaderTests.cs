using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public sealed class TailReaderTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly TelemetryWriter _writer = fixture.Writer;
    private readonly TailReader _reader = new(fixture.Database, new LogReader(fixture.Database, new ResourceReader(fixture.Database)), fixture.Traces(), TimeProvider.System);

    private static long Now => UnixTime.Nanoseconds(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task LogsAsync_WhileOthersWrite_GivesEachRecordThatArrivesOnce()
    {
        await StoreAsync(_writer, logs: [Arrived("before")]);
        var position = await _reader.BeginAsync(SearchTarget.Logs, default);
        var sent = new List<string>();
        var got = new List<string>();
        var writing = Task.Run(async () =>
        {
            for (var batch = 0; batch < 30; batch++)
            {
                var bodies = Enumerable.Range(0, 20).Select(index => $"line {batch}-{index}").ToArray();
                sent.AddRange(bodies);
                // Late and out of order by the time that is written in them; received in the order of their storing, more or less.
                await StoreAsync(_writer, logs: [.. bodies.Select(body => Arrived(body, minutesAgo: batch * 7 % 40, receivedSecondsAgo: batch % 3 == 0 ? 200 : 0))]);
            }
        });

        while (!writing.IsCompleted)
        {
            got.AddRange((await _reader.LogsAsync(position, Search("body ~ line"), 10_000, default)).Items.Select(log => log.Body));
        }
        await writing;
        got.AddRange((await _reader.LogsAsync(position, Search("body ~ line"), 10_000, default)).Items.Select(log => log.Body));

        Assert.Equal(sent.Order(), got.Order());
        Assert.Empty((await _reader.LogsAsync(position, null, 10_000, default)).Items);
    }

    [Fact]
    public async Task LogsAsync_MoreThanAskedFor_GivesTheNewestAndCountsTheOthers()
    {
        var position = await _reader.BeginAsync(SearchTarget.Logs, default);
        await StoreAsync(_writer, logs: [.. Enumerable.Range(0, 10).Select(index => Arrived($"many {index}", minutesAgo: 10 - index)), Arrived("other")]);

        var result = await _reader.LogsAsync(position, Search("many"), 4, default);

        Assert.Equal(["many 6", "many 7", "many 8", "many 9"], result.Items.Select(log => log.Body));
        Assert.Equal(6, result.Skipped);
    }

    [Fact]
    public async Task LogsAsync_ReadThatFails_LosesNothing()
    {
        var position = await _reader.BeginAsync(SearchTarget.Logs, default);
        await StoreAsync(_writer, logs: [Arrived("kept")]);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => _reader.LogsAsync(position, Search("kept"), 4, gone.Token));

        Assert.Equal("kept", Assert.Single((await _reader.LogsAsync(position, Search("kept"), 4, default)).Items).Body);
    }

    [Fact]
    public async Task TracesAsync_SpansOfATrace_GiveItAsItIsEachTimeOneArrives()
    {
        var position = await _reader.BeginAsync(SearchTarget.Spans, default);
        await StoreAsync(_writer, [Arrived(901, 1), Arrived(902, 1, service: "cart")]);
        var first = await _reader.TracesAsync(position, Search("service = checkout"), 10, default);
        await StoreAsync(_writer, [Arrived(901, 2, 1)]);
        var second = await _reader.TracesAsync(position, Search("service = checkout"), 10, default);

        Assert.Equal((new TraceId(1, 901), 1), (Assert.Single(first.Items).TraceId, first.Items[0].SpanCount));
        Assert.Equal((new TraceId(1, 901), 2), (Assert.Single(second.Items).TraceId, second.Items[0].SpanCount));
        Assert.Empty((await _reader.TracesAsync(position, null, 10, default)).Items);
    }

    private static LogRow Arrived(string body, int minutesAgo = 0, int receivedSecondsAgo = 0) => new()
    {
        Body = body,
        Resource = Resource(),
        TimeUnixNanoseconds = Now - (minutesAgo * 60 * Second),
        ReceivedUnixNanoseconds = Now - (receivedSecondsAgo * Second),
    };

    private static SpanRow Arrived(ulong trace, ulong span, ulong parent = 0, string service = "checkout") =>
        Span(trace, span, parent, service) with { StartUnixNanoseconds = Now, ReceivedUnixNanoseconds = Now };

    private static SearchExpression Search(string text) => SearchParser.Parse(text).Expression!;
}
