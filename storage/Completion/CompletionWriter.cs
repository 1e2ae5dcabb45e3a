using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Observe.Storage.Engine;
using Observe.Storage.Retention;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Completion;

/// <summary>
/// Keeps the table <c>attributes</c>, out of which searches are completed: stores the keys and values of a batch that it did not have. A day
/// and signal keep at most <see cref="StorageOptions.MaxAttributeKeys"/> keys; what is left out is counted, and is stored with its spans and
/// logs as ever.
/// </summary>
internal sealed partial class CompletionWriter
{
    /// <summary>Days that are remembered of each signal; another one is read from the table again.</summary>
    private const int MaxDays = 8;

    private readonly Dictionary<TelemetryTable, Signal> _signals = new()
    {
        [TelemetryTable.Spans] = new("spans"),
        [TelemetryTable.Logs] = new("logs"),
        // Resources belong to both.
        [TelemetryTable.Resources] = new(""),
    };

    private readonly ClickHouseDatabase _database;
    private readonly int _maxKeys;
    private readonly ILogger<CompletionWriter> _logger;
    private readonly Counter<long> _leftOut;
    private bool _failing;

    public CompletionWriter(ClickHouseDatabase database, StorageOptions options, IMeterFactory meters, ILogger<CompletionWriter> logger)
    {
        (_database, _maxKeys, _logger) = (database, options.MaxAttributeKeys, logger);
        var meter = meters.Create(RetentionGuard.MeterName);
        _leftOut = meter.CreateCounter<long>(
            "observe.storage.attribute_keys.left_out", "{key}", "Keys of stored requests that are not offered as completions: the day has too many, or the key is too long");
        meter.CreateObservableGauge(
            "observe.storage.attribute_keys",
            () => _signals.Select(signal => new Measurement<long>(signal.Value.Keys, Tag(signal.Key))),
            "{key}",
            "Keys of the day that was written last that are offered as completions");
    }

    /// <summary>Keys that were left out since the start of the process, by signal, once for each request that had them.</summary>
    public IReadOnlyDictionary<string, long> LeftOut =>
        _signals.ToDictionary(signal => NameOf(signal.Key), signal => signal.Value.LeftOut);

    /// <summary>
    /// To be called before the batch is stored: then no crash leaves one whose attributes nobody has seen. A failure costs completions only,
    /// until the values come again.
    /// </summary>
    public async Task WriteAsync(BlockBatch batch, CancellationToken cancellationToken)
    {
        if (!_signals.TryGetValue(batch.Reference.Table, out var signal))
        {
            return;
        }
        await signal.IsFree.WaitAsync(cancellationToken);
        try
        {
            await WriteAsync(signal, batch, cancellationToken);
            _failing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Telemetry does not wait for its completions.
            signal.Forget(batch.Reference.Day);
            if (!_failing)
            {
                Log.Failed(_logger, exception);
            }
            _failing = true;
        }
        finally
        {
            signal.IsFree.Release();
        }
    }

    private async Task WriteAsync(Signal signal, BlockBatch batch, CancellationToken cancellationToken)
    {
        var day = batch.Reference.Day;
        var known = signal.Find(day) ?? signal.Remember(day, await LoadAsync(signal.Name, day, cancellationToken));
        var scan = new CompletionScan(known);
        foreach (var block in batch.Blocks)
        {
            scan.Read(block);
        }
        scan.Reset();
        if (known.Changed.Count > 0)
        {
            var rows = new ColumnBuffer();
            CompletionRows.Write(day, signal.Name, known.Changed, rows);
            MemoryMarshal.TryGetArray(rows.WrittenMemory, out var bytes);
            using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            await _database.InsertNativeAsync("attributes", CompletionRows.Columns, stream, cancellationToken);
            rows.Reset();
        }
        if (known.LeftOut > 0)
        {
            _leftOut.Add(known.LeftOut, Tag(batch.Reference.Table));
            signal.LeftOut += known.LeftOut;
        }
        signal.Keys = known.Count;
        known.Stored();
    }

    /// <summary>What this and other processes have stored of the day: without it a restart would begin to count anew.</summary>
    private async Task<KnownKeys> LoadAsync(string signal, DateOnly day, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await _database.QueryAsync(
            "SELECT toString(scope), key, max(length(values)) FROM attributes WHERE "
            + $"day = {parameters.Add("Date", day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))} AND signal = {parameters.Add("String", signal)} "
            + $"GROUP BY scope, key LIMIT {parameters.Add("UInt64", (ulong)_maxKeys)}",
            parameters, row => (Scope: row.GetString(0), Key: row.GetString(1), Values: Convert.ToInt64(row.GetValue(2), null)), cancellationToken);
        var known = new KnownKeys(_maxKeys);
        foreach (var (scope, key, values) in rows)
        {
            known.Load(scope, Encoding.UTF8.GetBytes(key), values >= KnownKey.MaxValues);
        }
        return known;
    }

    private static KeyValuePair<string, object?> Tag(TelemetryTable table) => new("signal", NameOf(table));

    private static string NameOf(TelemetryTable table) => TelemetryTables.NameOf(table);

    /// <summary>What is remembered of one signal, the days that were used last.</summary>
    private sealed class Signal(string name)
    {
        private readonly List<(DateOnly Day, KnownKeys Keys)> _days = [];
        private long _keys;
        private long _leftOut;

        public string Name { get; } = name;

        /// <summary>Its batches come one at a time, but nothing promises that.</summary>
        public SemaphoreSlim IsFree { get; } = new(1, 1);

        public long Keys
        {
            get => Interlocked.Read(ref _keys);
            set => Interlocked.Exchange(ref _keys, value);
        }

        public long LeftOut
        {
            get => Interlocked.Read(ref _leftOut);
            set => Interlocked.Exchange(ref _leftOut, value);
        }

        public KnownKeys? Find(DateOnly day)
        {
            var index = _days.FindIndex(known => known.Day == day);
            if (index < 0)
            {
                return null;
            }
            var found = _days[index];
            _days.RemoveAt(index);
            _days.Add(found);
            return found.Keys;
        }

        public KnownKeys Remember(DateOnly day, KnownKeys keys)
        {
            if (_days.Count == MaxDays)
            {
                _days.RemoveAt(0);
            }
            _days.Add((day, keys));
            return keys;
        }

        public void Forget(DateOnly day) => _days.RemoveAll(known => known.Day == day);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Completions of searches could not be stored; they are tried again with what comes, and only the first failure is logged")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
