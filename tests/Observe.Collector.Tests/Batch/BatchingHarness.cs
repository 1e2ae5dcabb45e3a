using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Collector.Batch;
using Observe.Collector.Journal;
using Observe.Collector.Tests.Fakes;
using Observe.Redaction;
using Observe.Storage.Write;

namespace Observe.Collector.Tests.Batch;

/// <summary>A journal and a batcher over a folder: one process life of the collector, without its listeners.</summary>
internal sealed class BatchingHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly BlockBatcher _batcher;

    public BatchingHarness(TemporaryFolder folder, FakeTelemetryWriter writer, CollectorOptions? options = null, TimeProvider? time = null)
    {
        options ??= new CollectorOptions();
        Time = time as FakeTimeProvider ?? new FakeTimeProvider();
        var clock = time ?? Time;
        var disk = new JournalDisk();
        var limits = new JournalLimits(100_000_000, options.JournalSegmentBytes, options.MaxWaitingRequests);
        QuarantineFolder = Path.Combine(folder.Path, "quarantine");
        Journal = IngestJournal.Open(Path.Combine(folder.Path, "journal"), limits, disk, NullLogger.Instance);
        var quarantine = new Quarantine(QuarantineFolder, Journal, disk, NullLogger.Instance);
        quarantine.Open();
        var storer = new BatchStorer(Journal, writer, quarantine, Counters, options, clock, NullLogger.Instance);
        _batcher = new BlockBatcher(Journal, storer, Counters, options, clock);
        _batcher.Recover();
        Journal.Start(_batcher.Add);
        _running = _batcher.RunAsync(_stop.Token);
    }

    public FakeTimeProvider Time { get; }
    public IngestJournal Journal { get; }
    public IngestCounters Counters { get; } = new(new Redactor(new RedactionOptions()));
    public string QuarantineFolder { get; }
    public long StoredThrough => _batcher.StoredThrough;

    public long Counter(string name) => Counters.Snapshot().GetValueOrDefault(name);

    public long WaitingRows(TelemetryTable table) => _batcher.WaitingRows(table);

    public async Task AppendAsync(params NativeBlock[] blocks) => Assert.Equal(AppendOutcome.Durable, await Journal.AppendAsync(blocks));

    /// <summary>Stores everything that waits.</summary>
    public async Task DrainAsync()
    {
        _batcher.Drain();
        await _running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _batcher.Dispose();
        await Journal.DisposeAsync();
        Counters.Dispose();
        _stop.Dispose();
    }
}
