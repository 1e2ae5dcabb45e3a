using System.Diagnostics.Metrics;
using System.Globalization;
using ClickHouse.Driver;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Config;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Retention;
using Observe.Storage.Rollup;

namespace Observe.Storage.Tests.Retention;

/// <summary>A database of its own for each test: they drop what they find.</summary>
public class RetentionTests : IAsyncLifetime
{
    private const long MaxBytes = 2_000_000;
    private static readonly DateOnly First = new(2026, 11, 1);

    private readonly EngineFixture _fixture;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public RetentionTests()
        : this(new EngineFixture())
    {
    }

    protected RetentionTests(EngineFixture fixture) => _fixture = fixture;

    private ClickHouseDatabase Database => _fixture.Database;

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task CheckAsync_IngestOverManyDays_KeepsTheStoreWithinItsLimit()
    {
        var time = new FakeTimeProvider();
        using var dropped = new DroppedRows(Meters);
        using var guard = Guard(MaxBytes, time);
        var gone = new List<DateOnly>();
        var written = 0L;

        for (var day = First; day < First.AddDays(24); day = day.AddDays(1))
        {
            time.SetUtcNow(new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero));
            written += await InsertAsync(day);
            gone.AddRange(await guard.CheckAsync(default));

            var usage = await new StorageReader(Database).GetAsync(default);
            Assert.InRange(usage.Bytes, 1, MaxBytes);
            Assert.Contains(usage.Tables.Single(table => table.Name == "spans").Days, kept => kept.Day == day);
        }

        Assert.NotEmpty(gone);
        Assert.Equal(Enumerable.Range(0, gone.Count).Select(First.AddDays), gone);
        Assert.Equal([gone.Count, gone.Count], await FirstDaysAsync());
        Assert.Equal(written, dropped.Total + await RowsAsync());
    }

    [Fact]
    public async Task CheckAsync_DropEndsHalfWay_LeavesNoRollupsOfWhatIsGone()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(First.AddDays(1), new TimeOnly(12, 0), TimeSpan.Zero));
        await InsertAsync(First);
        await InsertAsync(First.AddDays(1));
        var slot = RollupSlot.Of(UnixTime.Nanoseconds(new DateTimeOffset(First, default, TimeSpan.Zero)));
        var rollup = new SpanRollup(Database, new RollupLedgers(time, othersStore: false), time);
        int[] slots = [slot, slot + 1];
        await rollup.WorkOutAsync(slots, await rollup.StoredAsync(slots, default), default);
        var usage = await new StorageReader(Database).GetAsync(default);
        using var guard = Guard(1_000, time, new KnownUsage(usage));

        await Database.ExecuteAsync("RENAME TABLE spans TO elsewhere", null, default);
        await Assert.ThrowsAsync<ClickHouseServerException>(() => guard.CheckAsync(default));
        await Database.ExecuteAsync("RENAME TABLE elsewhere TO spans", null, default);

        Assert.Equal([(0L, 0L, 0L)], await Database.QueryAsync(
            "SELECT (SELECT count() FROM rolled_slots), (SELECT count() FROM span_slots), (SELECT count() FROM trace_slots)",
            null, row => (row.Number(0), row.Number(1), row.Number(2)), default));
        Assert.Equal(slots, (await rollup.DifferingAsync(slot, slot + RollupSlot.PerDay, default)).Order());
        using var next = Guard(1_000, time);
        Assert.Equal([First], await next.CheckAsync(default));
        Assert.Equal([1, 1], await FirstDaysAsync());
    }

    [Fact]
    public async Task CheckAsync_TodayAloneIsTooMuch_KeepsIt()
    {
        using var guard = Guard(1_000, new FakeTimeProvider(new DateTimeOffset(First, default, TimeSpan.Zero)));
        var rows = await InsertAsync(First);

        Assert.Empty(await guard.CheckAsync(default));

        Assert.Equal(rows, await RowsAsync());
    }

    [Fact]
    public async Task ApplyAsync_ChangedOptions_AreWhatTheEngineStates()
    {
        var options = new StorageOptions { RetentionDays = 20, Retention = { Traces = 7, Metrics = 90 } };

        await RetentionChange.ApplyAsync(Database, options, default);

        var stated = await Database.QueryAsync(
            "SELECT name, toInt32OrZero(extract(create_table_query, 'TTL .*toIntervalDay\\\\((\\\\d+)\\\\)')) FROM system.tables "
            + "WHERE database = currentDatabase()",
            null, row => (Name: row.GetString(0), Days: row.GetInt32(1)), default);
        var reported = (await new StorageReader(Database).GetAsync(default)).Tables.ToDictionary(table => table.Name, table => table.RetentionDays ?? 0);
        Assert.Equal(stated.Where(table => reported.ContainsKey(table.Name)).ToDictionary(table => table.Name, table => table.Days), reported);
        Assert.Equal(
            (7, 20, 90, 20, 90, 7, 0),
            (reported["spans"], reported["logs"], reported["metrics"], reported["invocations"], reported["resources"],
                reported["collector_heartbeats"], reported["alert_rules"]));
    }

    [Fact]
    public async Task ApplyAsync_ShorterRetention_TakesWhatIsStoredAlready()
    {
        var old = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-10);
        await InsertAsync(old);

        await RetentionChange.ApplyAsync(Database, new StorageOptions { RetentionDays = 3650, Retention = { Traces = 7 } }, default);

        // The new end of what is stored is worked out by a mutation, and a merge then drops it; the statement waits for both.
        await Database.ExecuteAsync("OPTIMIZE TABLE spans FINAL", null, default);
        Assert.Equal([(0L, 500L)], await Database.QueryAsync(
            "SELECT (SELECT count() FROM spans), (SELECT count() FROM logs)", null, row => (row.Number(0), row.Number(1)), default));
    }

    [Fact]
    public async Task GetAsync_StoredRows_AreCountedByTableAndDay()
    {
        var rows = await InsertAsync(First);
        await InsertAsync(First.AddDays(2));

        var usage = await new StorageReader(Database).GetAsync(default);

        var spans = usage.Tables.Single(table => table.Name == "spans");
        Assert.Equal([First, First.AddDays(2)], spans.Days.Select(day => day.Day));
        Assert.Equal((rows, spans.Days.Sum(day => day.Bytes)), (spans.Rows, spans.Bytes));
        Assert.True(usage.FreeBytes > 0 && usage.DiskBytes >= usage.FreeBytes);
    }

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    private RetentionGuard Guard(long maxBytes, TimeProvider time, IStorageReader? reader = null) => new(
        Database, reader ?? new StorageReader(Database), new StorageOptions { MaxBytes = maxBytes }, time, Meters,
        new AuditTrail(new AuditStore(Database), time, Meters, NullLogger<AuditTrail>.Instance), NullLogger<RetentionGuard>.Instance);

    /// <summary>Spans and logs of one day that cannot be compressed.</summary>
    private async Task<long> InsertAsync(DateOnly day)
    {
        const int Rows = 500;
        var from = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Database.ExecuteAsync(
            $"INSERT INTO spans (trace_id, span_id, name, start_time, status_message) SELECT randomFixedString(16), randomFixedString(8), 'n', "
            + $"toDateTime64('{from}', 9, 'UTC') + number, randomString(200) FROM numbers({Rows})", null, default);
        await Database.ExecuteAsync(
            $"INSERT INTO logs (time, body) SELECT toDateTime64('{from}', 9, 'UTC') + number, randomString(200) FROM numbers({Rows})", null, default);
        return 2 * Rows;
    }

    private async Task<IReadOnlyList<int>> FirstDaysAsync() => await Database.QueryAsync(
        "SELECT toInt32(toDate(min(start_time), 'UTC') - toDate('2026-11-01')) FROM spans "
        + "UNION ALL SELECT toInt32(toDate(min(time), 'UTC') - toDate('2026-11-01')) FROM logs",
        null, row => row.GetInt32(0), default);

    private async Task<long> RowsAsync() => (await Database.QueryAsync(
        "SELECT (SELECT count() FROM spans) + (SELECT count() FROM logs)", null, row => row.Number(0), default))[0];

    /// <summary>What the store held a moment ago.</summary>
    private sealed class KnownUsage(StorageUsage usage) : IStorageReader
    {
        public Task<StorageUsage> GetAsync(CancellationToken cancellationToken) => Task.FromResult(usage);
    }

    /// <summary>What the guard's counter of rows has counted.</summary>
    private sealed class DroppedRows : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _total;

        public DroppedRows(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                // Other tests count at the same time, on meters of their own.
                if (instrument.Name == "observe.storage.dropped.rows" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, rows, tags, _) =>
            {
                // What is made of these rows goes with them, and is not counted here.
                if (tags[0].Value is "spans" or "logs")
                {
                    Interlocked.Add(ref _total, rows);
                }
            });
            _listener.Start();
        }

        public long Total => Interlocked.Read(ref _total);

        public void Dispose() => _listener.Dispose();
    }
}
