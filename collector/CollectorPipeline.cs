using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Collector.Batch;
using Observe.Collector.Decode;
using Observe.Collector.Journal;
using Observe.Collector.Receive;
using Observe.Functions.Cost;
using Observe.Redaction;
using Observe.Storage.Engine;
using Observe.Storage.Write;

namespace Observe.Collector;

/// <summary>The stages behind the listeners, wired in order: receiver, journal, batcher, ClickHouse.</summary>
internal sealed partial class CollectorPipeline(
    IOptions<CollectorOptions> options,
    IOptions<StorageOptions> storage,
    Redactor redactor,
    PriceBook prices,
    ITelemetryWriter writer,
    IJournalDisk disk,
    TimeProvider time,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private const long DefaultJournalBytes = 2L * 1024 * 1024 * 1024;
    private const int DefaultShareOfDisk = 5;

    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = loggers.CreateLogger<CollectorPipeline>();
    private IngestJournal? _journal;
    private BlockBatcher? _batcher;
    private HeartbeatSender? _heartbeat;
    private Task _batching = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;

    public IngestCounters Counters { get; } = new(redactor);

    /// <summary>Each ends with the stop, or before it with an error that the worker could not handle.</summary>
    public IReadOnlyList<Task> Workers => [_journal?.Completion ?? Task.CompletedTask, _batching, _beating];

    public IngestJournal Journal => _journal ?? throw new InvalidOperationException("The collector has not started.");

    /// <summary>Rows of the table that are acknowledged and not yet stored.</summary>
    public long WaitingRows(TelemetryTable table) => _batcher?.WaitingRows(table) ?? 0;

    /// <summary>Opens the journal and takes up what is in it; requests may come when it returns.</summary>
    public ExportReceiver Start()
    {
        var settings = options.Value;
        var folder = Path.Combine(storage.Value.DataDirectory, "journal");
        Directory.CreateDirectory(folder);
        var journal = IngestJournal.Open(folder, Limits(settings, folder), disk, loggers.CreateLogger<IngestJournal>());
        _journal = journal;
        var quarantine = new Quarantine(
            Path.Combine(storage.Value.DataDirectory, "quarantine"), journal, disk, loggers.CreateLogger<Quarantine>());
        quarantine.Open();
        var storer = new BatchStorer(journal, writer, quarantine, Counters, settings, time, loggers.CreateLogger<BatchStorer>());
        var batcher = new BlockBatcher(journal, storer, Counters, settings, time);
        _batcher = batcher;
        batcher.Recover();
        journal.Start(batcher.Add);
        _heartbeat = new HeartbeatSender(journal, batcher, Counters, writer, settings, time, loggers.CreateLogger<HeartbeatSender>());
        _batching = batcher.RunAsync(_stop.Token);
        _beating = _heartbeat.RunAsync(_stop.Token);
        return new ExportReceiver(journal, Counters, new OtlpDecoder(redactor, prices), storage.Value, time, loggers.CreateLogger<ExportReceiver>());
    }

    /// <summary>Ends when the readers know of this collector, or could not be told.</summary>
    public Task Known => _heartbeat?.First ?? Task.CompletedTask;

    /// <summary>Stores what waits, as far as the budget goes; the rest stays in the journal for the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_batcher is null || _journal is null || _heartbeat is null)
        {
            return;
        }
        _batcher.Drain();
        using var budget = new CancellationTokenSource(options.Value.DrainTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
        await EndAsync(_batching.WaitAsync(either.Token));
        await _heartbeat.SendAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync();
        await EndAsync(_batching);
        await EndAsync(_beating);
        Log.Stopped(_logger, Enum.GetValues<TelemetryTable>().Where(table => IngestCounterNames.SignalOf(table) is not null).Sum(WaitingRows));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await EndAsync(Task.WhenAll(_batching, _beating));
        _batcher?.Dispose();
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }
        Counters.Dispose();
        _stop.Dispose();
    }

    /// <summary>Awaits an end that may be a cancellation; a fault is reported through <see cref="Workers"/>.</summary>
    private static async Task EndAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private JournalLimits Limits(CollectorOptions settings, string folder) => new(
        settings.MaxJournalBytes > 0 ? settings.MaxJournalBytes : Math.Min(DefaultJournalBytes, disk.FreeBytes(folder) / DefaultShareOfDisk),
        settings.JournalSegmentBytes,
        settings.MaxWaitingRequests);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The collector has stopped; {Waiting} records stay in the journal for the next start")]
        public static partial void Stopped(ILogger logger, long waiting);
    }
}
