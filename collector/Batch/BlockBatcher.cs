using Observe.Collector.Journal;
using Observe.Storage.Write;

namespace Observe.Collector.Batch;

/// <summary>Takes the journal's entries to ClickHouse: one lane a table, one INSERT in flight a lane.</summary>
internal sealed class BlockBatcher : IDisposable
{
    private readonly Dictionary<TelemetryTable, TableLane> _lanes;
    private readonly EntryTracker _tracker;
    private readonly IngestJournal _journal;
    private readonly BatchStorer _storer;
    private readonly IngestCounters _counters;

    public BlockBatcher(IngestJournal journal, BatchStorer storer, IngestCounters counters, CollectorOptions options, TimeProvider time)
    {
        _journal = journal;
        _storer = storer;
        _counters = counters;
        _lanes = Enum.GetValues<TelemetryTable>().ToDictionary(table => table, table => new TableLane(table, journal.Id, options, time));
        var replay = journal.Replay.Entries;
        _tracker = new EntryTracker(replay.Count == 0 ? journal.LastEntry : replay[0].Number - 1);
    }

    /// <summary>All entries up to this one are in ClickHouse (or in the quarantine).</summary>
    public long StoredThrough => _tracker.StoredThrough;

    public long WaitingRows(TelemetryTable table) => _lanes[table].WaitingRows;

    public void Add(JournalEntry entry)
    {
        _tracker.Add(entry.Number, entry.Blocks.Count);
        foreach (var block in entry.Blocks)
        {
            _lanes[block.Table].Add(entry.Number, block);
        }
    }

    /// <summary>Takes up what a former process left: its cuts are checked, the rest is batched like new.</summary>
    public void Recover()
    {
        var replay = _journal.Replay;
        var confirmed = new CutIndex(replay.Confirmed);
        var unconfirmed = new CutIndex(replay.Unconfirmed);
        var recovered = replay.Unconfirmed.ToDictionary(cut => cut, _ => new List<WaitingBlock>());
        foreach (var entry in replay.Entries)
        {
            var left = entry.Blocks.Where(block => confirmed.Find(entry.Number, block) is null).ToList();
            _tracker.Add(entry.Number, left.Count);
            foreach (var block in left)
            {
                _counters.Replayed(block.Table, block.Rows);
                if (unconfirmed.Find(entry.Number, block) is { } cut)
                {
                    recovered[cut].Add(new WaitingBlock(entry.Number, block, 0));
                }
                else
                {
                    _lanes[block.Table].Add(entry.Number, block);
                }
            }
        }
        // A cut without entries was stored: segments are deleted only then.
        foreach (var (cut, blocks) in recovered.Where(item => item.Value.Count > 0))
        {
            _lanes[cut.Batch.Table].AddRecovered(new PlannedBatch(cut, blocks, Recovered: true));
        }
        _journal.Release(_tracker.StoredThrough);
    }

    /// <summary>Runs until <see cref="Drain"/> and empty, or cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_lanes.Values.Select(lane => lane.RunAsync(StoreAsync, cancellationToken)));

    public void Drain()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Drain();
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Dispose();
        }
    }

    private async Task StoreAsync(PlannedBatch batch, CancellationToken cancellationToken)
    {
        await _storer.StoreAsync(batch, cancellationToken);
        _tracker.Done(batch.Blocks.Select(block => block.Entry));
        _journal.Release(_tracker.StoredThrough);
    }
}
