using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Read;
using Observe.Storage.Write;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class IngestReaderTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly TelemetryWriter _writer = fixture.Writer;
    private readonly IngestReader _reader = new(fixture.Database, TimeProvider.System);
    private readonly Guid _collector = Guid.NewGuid();

    [Fact]
    public async Task GetAsync_TwoProcessesOfOneCollector_CountsWhatEachGrewBy()
    {
        var first = Guid.NewGuid();
        await BeatAsync(first, -1, 100, 90);
        await BeatAsync(first, 10, 150, 140);
        await BeatAsync(Guid.NewGuid(), 20, 30, 25);

        var result = await _reader.GetAsync(Hour, 60, default);

        var spans = result.Signals.Single(signal => signal.Signal == "spans");
        Assert.Equal((80, 75), (spans.Received, spans.Stored));
        Assert.Equal(4, spans.Refused["no_trace_id"]);
        Assert.Equal(7, result.RefusedRequests["no_key"]);
        Assert.Equal(Start + Second, result.LastEventUnixNanoseconds);
        Assert.Equal(0, result.LiveCollectors);
    }

    [Fact]
    public async Task GetAsync_KeysBeyondTheLimit_AreNamedByTheirTable()
    {
        var writer = fixture.WriterOf(fixture.Rollups, maxAttributeKeys: 3);
        await StoreAsync(writer, spans: [Span(1, 1, attributes: [.. Enumerable.Range(0, 5).Select(i => new TelemetryAttribute($"k{i}", AttributeValue.Of("v")))])]);
        await writer.WriteHeartbeatAsync(
            new CollectorHeartbeat(_collector, Guid.NewGuid(), UnixTime.ToDateTimeOffset(Start), 1, 1, 0, 0, new Dictionary<string, long>()), default);

        var result = await _reader.GetAsync(Hour, 60, default);

        // Three of the five, and then there was no room for the field name.
        Assert.Equal([KeyValuePair.Create("spans", 3L)], result.AttributeKeysLeftOut);
    }

    [Fact]
    public async Task WaitUntilFreshAsync_NoLiveCollector_HasNothingToWaitFor() =>
        Assert.True(await _reader.WaitUntilFreshAsync(TimeSpan.FromSeconds(5), default));

    [Fact]
    public async Task WaitUntilFreshAsync_WhileMoreComesIn_WaitsOnlyForWhatWasThere()
    {
        var asked = Start - (3_600 * Second);
        var reader = new IngestReader(fixture.Database, new FakeTimeProvider(UnixTime.ToDateTimeOffset(asked)));
        await ProgressAsync(asked + Second, acknowledged: 10, stored: 4);
        await ProgressAsync(asked + (2 * Second), acknowledged: 20, stored: 12);

        Assert.True(await reader.WaitUntilFreshAsync(TimeSpan.FromSeconds(5), default).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task WaitUntilFreshAsync_CollectorIsLateWithItsHeartbeat_IsNotFresh()
    {
        var asked = Start - (7_200 * Second);
        var reader = new IngestReader(fixture.Database, new HastyTime(UnixTime.ToDateTimeOffset(asked)));
        await ProgressAsync(asked - (20 * Second), acknowledged: 10, stored: 10);

        Assert.False(await reader.WaitUntilFreshAsync(TimeSpan.FromSeconds(5), default));
    }

    [Fact]
    public async Task WaitUntilFreshAsync_CollectorIsSilentForLong_IsNotWaitedFor()
    {
        var asked = Start - (14_400 * Second);
        var reader = new IngestReader(fixture.Database, new HastyTime(UnixTime.ToDateTimeOffset(asked)));
        await ProgressAsync(asked - (40 * Second), acknowledged: 10, stored: 4);

        Assert.True(await reader.WaitUntilFreshAsync(TimeSpan.FromSeconds(5), default));
    }

    private Task ProgressAsync(long time, long acknowledged, long stored) => _writer.WriteHeartbeatAsync(
        new CollectorHeartbeat(
            _collector, Guid.NewGuid(), UnixTime.ToDateTimeOffset(time), acknowledged, stored, 0, 0, new Dictionary<string, long>()), default);

    private Task BeatAsync(Guid process, int second, long received, long stored) => _writer.WriteHeartbeatAsync(
        new CollectorHeartbeat(
            _collector, process, UnixTime.ToDateTimeOffset(Start + (second * Second)), 5, 5, 1_000, Start + Second,
            new Dictionary<string, long>
            {
                ["received.spans"] = received,
                ["stored.spans"] = stored,
                ["refused.spans.no_trace_id"] = second < 0 ? 0 : second == 10 ? 3 : 1,
                ["requests_refused.no_key"] = second < 0 ? 0 : second == 10 ? 7 : 0,
            }),
        default);

    /// <summary>A clock that jumps to whatever is waited for.</summary>
    private sealed class HastyTime(DateTimeOffset start) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            return TimeProvider.System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
