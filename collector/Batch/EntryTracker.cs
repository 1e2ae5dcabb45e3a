namespace Observe.Collector.Batch;

/// <summary>Knows how far, in order and without a gap, the entries of the journal are stored.</summary>
internal sealed class EntryTracker(long storedThrough)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, int> _blocksLeft = [];
    private readonly Queue<long> _order = [];
    private long _storedThrough = storedThrough;

    public long StoredThrough
    {
        get
        {
            lock (_lock)
            {
                return _storedThrough;
            }
        }
    }

    /// <summary>Entries come in order.</summary>
    public void Add(long entry, int blocks)
    {
        lock (_lock)
        {
            _blocksLeft[entry] = blocks;
            _order.Enqueue(entry);
            Advance();
        }
    }

    /// <summary>One block of each of the entries is stored.</summary>
    public void Done(IEnumerable<long> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                _blocksLeft[entry]--;
            }
            Advance();
        }
    }

    private void Advance()
    {
        while (_order.TryPeek(out var entry) && _blocksLeft[entry] == 0)
        {
            _order.Dequeue();
            _blocksLeft.Remove(entry);
            _storedThrough = entry;
        }
    }
}
