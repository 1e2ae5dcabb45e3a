using System.IO.Hashing;
using System.Threading.Channels;
using Observe.Collector.Journal;
using Observe.Storage.Write;

namespace Observe.Collector.Batch;

/// <summary>
/// Collects the blocks of one table by day and hands them over one batch at a time, by size or by age, whichever is
/// first. The next batch gathers while the last is on its way.
/// </summary>
internal sealed class TableLane : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DateOnly, DayBlocks> _days = [];
    private readonly Queue<PlannedBatch> _recovered = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _timer;
    private readonly TelemetryTable _table;
    private readonly Guid _journalId;
    private readonly CollectorOptions _options;
    private readonly TimeProvider _time;
    private bool _timerIsSet;
    private bool _draining;
    private long _waitingRows;

    public TableLane(TelemetryTable table, Guid journalId, CollectorOptions options, TimeProvider time)
    {
        _table = table;
        _journalId = journalId;
        _options = options;
        _time = time;
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Rows that are in the journal and not yet known to be in ClickHouse.</summary>
    public long WaitingRows => Interlocked.Read(ref _waitingRows);

    public void Add(long entry, JournalBlock block)
    {
        lock (_lock)
        {
            if (!_days.TryGetValue(block.Day, out var day))
            {
                _days[block.Day] = day = new DayBlocks(block.Day);
            }
            day.Add(new WaitingBlock(entry, block, _time.GetTimestamp()));
            Interlocked.Add(ref _waitingRows, block.Rows);
            if (IsFull(day) || _draining)
            {
                Wake();
            }
            else if (!_timerIsSet)
            {
                SetTimer(_options.BatchAge);
            }
        }
    }

    public void AddRecovered(PlannedBatch batch)
    {
        lock (_lock)
        {
            _recovered.Enqueue(batch);
            Interlocked.Add(ref _waitingRows, batch.Blocks.Sum(block => (long)block.Block.Rows));
            Wake();
        }
    }

    /// <summary>From now on nothing waits for company, and the lane ends when it is empty.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            _draining = true;
            Wake();
        }
    }

    /// <param name="store">Returns when the batch is done with, stored or quarantined.</param>
    public async Task RunAsync(Func<PlannedBatch, CancellationToken, Task> store, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (batch, ended) = Next();
            if (ended)
            {
                return;
            }
            if (batch is null)
            {
                await _wake.Reader.ReadAsync(cancellationToken);
                continue;
            }
            await store(batch, cancellationToken);
            Interlocked.Add(ref _waitingRows, -batch.Blocks.Sum(block => (long)block.Block.Rows));
        }
    }

    public void Dispose() => _timer.Dispose();

    private (PlannedBatch? Batch, bool Ended) Next()
    {
        lock (_lock)
        {
            _timerIsSet = false;
            if (_recovered.TryDequeue(out var recovered))
            {
                return (recovered, false);
            }
            var day = _days.Values.MinBy(candidate => candidate.Since);
            var due = _days.Values.FirstOrDefault(IsFull) ?? (day is not null && (_draining || Age(day) >= _options.BatchAge) ? day : null);
            if (due is not null)
            {
                return (Cut(due), false);
            }
            if (day is not null)
            {
                SetTimer(_options.BatchAge - Age(day));
            }
            return (null, _draining);
        }
    }

    private PlannedBatch Cut(DayBlocks day)
    {
        var blocks = day.Take(_options.BatchRows, _options.BatchBytes);
        if (day.IsEmpty)
        {
            _days.Remove(day.Day);
        }
        var (first, last) = (blocks[0].Entry, blocks[^1].Entry);
        var rows = blocks.Sum(block => (long)block.Block.Rows);
        var reference = new BatchReference(_table, day.Day, BatchId(day.Day, first, last), rows);
        return new PlannedBatch(new JournalCut(reference, first, last), blocks, Recovered: false);
    }

    private ulong BatchId(DateOnly day, long first, long last)
    {
        Span<byte> bytes = stackalloc byte[37];
        _journalId.TryWriteBytes(bytes);
        BitConverter.TryWriteBytes(bytes[16..], first);
        BitConverter.TryWriteBytes(bytes[24..], last);
        BitConverter.TryWriteBytes(bytes[32..], day.DayNumber);
        bytes[36] = (byte)_table;
        return XxHash3.HashToUInt64(bytes);
    }

    private bool IsFull(DayBlocks day) => day.Rows >= _options.BatchRows || day.Bytes >= _options.BatchBytes;

    private TimeSpan Age(DayBlocks day) => _time.GetElapsedTime(day.Since);

    private void SetTimer(TimeSpan due)
    {
        _timerIsSet = true;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void Wake() => _wake.Writer.TryWrite(true);
}
