using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Observe.Storage.Config;
using Observe.Storage.Engine;

namespace Observe.Storage.Retention;

/// <summary>
/// Drops the oldest days before the store or the disk is full. It looks at active parts: what merges leave behind for some minutes
/// is not counted towards the limit, but takes its room on the disk, whose free bytes are looked at, too. Of a cluster it looks at the node
/// that it is connected to, and drops on all.
/// </summary>
internal sealed partial class RetentionGuard : BackgroundService
{
    public const string MeterName = "Observe.Storage";

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Share of the capacity that is kept free for what comes until the next look.</summary>
    private const int ReserveShare = 20;

    private readonly ClickHouseDatabase _database;
    private readonly IStorageReader _storage;
    private readonly StorageLimit _limit;
    private readonly TimeProvider _time;
    private readonly ILogger<RetentionGuard> _logger;
    private readonly AuditTrail _audit;
    private readonly Counter<long> _droppedRows;
    private readonly Counter<long> _droppedBytes;
    private readonly bool _isOn;
    private long _lastBytes = long.MaxValue;
    private bool _failing;
    private bool _isOver;

    public RetentionGuard(
        ClickHouseDatabase database, IStorageReader storage, StorageOptions options, TimeProvider time, IMeterFactory meters,
        AuditTrail audit, ILogger<RetentionGuard> logger)
    {
        (_database, _storage, _limit, _time, _audit, _logger) = (database, storage, StorageLimit.Of(options), time, audit, logger);
        // A server's disk is not Observe's alone: there somebody has to say how much of it may be.
        _isOn = options.IsEmbedded || options.MaxBytes > 0 || options.MinFreeBytes > 0;
        var meter = meters.Create(MeterName);
        _droppedRows = meter.CreateCounter<long>("observe.storage.dropped.rows", "{row}", "Rows of days that were dropped for want of room");
        _droppedBytes = meter.CreateCounter<long>("observe.storage.dropped.bytes", "By", "Bytes of days that were dropped for want of room");
    }

    /// <summary>Drops what has to go now; answers the days.</summary>
    public async Task<IReadOnlyList<DateOnly>> CheckAsync(CancellationToken cancellationToken)
    {
        if (!_isOn)
        {
            return [];
        }
        var usage = await _storage.GetAsync(cancellationToken);
        var capacity = _limit.Capacity(usage);
        var growth = Math.Max(0, usage.Bytes - _lastBytes);
        var room = Math.Max(0, capacity - Math.Max(capacity / ReserveShare, growth));
        var days = OldestDays.Beyond(usage, room, DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime));
        var dropped = 0L;
        foreach (var day in days)
        {
            dropped += await DropAsync(usage, day, cancellationToken);
        }
        _lastBytes = usage.Bytes - dropped;
        Warn(_lastBytes, capacity);
        return days;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            try
            {
                await CheckAsync(stoppingToken);
                _failing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_failing)
                {
                    Log.Failed(_logger, exception);
                }
                _failing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<long> DropAsync(StorageUsage usage, DateOnly day, CancellationToken cancellationToken)
    {
        var name = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (rows, bytes) = (0L, 0L);
        // What is worked out of other tables is declared after them and goes first: a drop that ends half-way leaves records without rollups, which are
        // worked out again, never rollups of records that are gone.
        foreach (var table in RetainedTable.All.Where(table => table.IsTelemetry).Reverse())
        {
            if (usage.Tables.FirstOrDefault(other => other.Name == table.Name)?.Days.FirstOrDefault(other => other.Day == day) is not { } part)
            {
                continue;
            }
            // The engine's own guard against large drops is meant for people.
            await _database.AlterAsync(
                table.Name, $"DROP PARTITION '{name}' SETTINGS max_partition_size_to_drop = 0", null, cancellationToken);
            _droppedRows.Add(part.Rows, new KeyValuePair<string, object?>("table", table.Name));
            _droppedBytes.Add(part.Bytes, new KeyValuePair<string, object?>("table", table.Name));
            (rows, bytes) = (rows + part.Rows, bytes + part.Bytes);
        }
        Log.Dropped(_logger, name, rows, bytes);
        await _audit.RecordAsync(new AuditRow
        {
            Actor = "",
            Kind = "system",
            Address = "",
            Action = AuditActions.DropDay,
            Object = name,
            Detail = string.Create(CultureInfo.InvariantCulture, $"for want of room: {rows} rows, {bytes} bytes"),
        });
        return bytes;
    }

    /// <summary>Says once that today alone is too much.</summary>
    private void Warn(long bytes, long capacity)
    {
        var isOver = bytes > capacity;
        if (isOver && !_isOver)
        {
            Log.Over(_logger, bytes, capacity);
        }
        _isOver = isOver;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Day} was dropped for want of room: {Rows} rows, {Bytes} bytes")]
        public static partial void Dropped(ILogger logger, string day, long rows, long bytes);

        [LoggerMessage(2, LogLevel.Error, "The store takes {Bytes} bytes and may take {Capacity}; only today is left, which is never dropped")]
        public static partial void Over(ILogger logger, long bytes, long capacity);

        [LoggerMessage(3, LogLevel.Warning, "The size of the store could not be checked; it is tried again, and only the first failure is logged")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
