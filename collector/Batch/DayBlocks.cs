namespace Observe.Collector.Batch;

/// <summary>The blocks of one table and day that wait, in the order of the journal.</summary>
internal sealed class DayBlocks(DateOnly day)
{
    private readonly Queue<WaitingBlock> _blocks = [];

    public DateOnly Day { get; } = day;
    public long Rows { get; private set; }
    public long Bytes { get; private set; }
    public bool IsEmpty => _blocks.Count == 0;

    /// <summary>When its oldest block began to wait.</summary>
    public long Since => _blocks.Peek().Since;

    public void Add(WaitingBlock block)
    {
        _blocks.Enqueue(block);
        Rows += block.Block.Rows;
        Bytes += block.Block.Length;
    }

    /// <summary>Takes from the front until a limit is reached. The blocks of one entry stay together: a cut names whole entries.</summary>
    public List<WaitingBlock> Take(long maxRows, long maxBytes)
    {
        var taken = new List<WaitingBlock>();
        long rows = 0;
        long bytes = 0;
        while (_blocks.TryPeek(out var next) && (rows < maxRows && bytes < maxBytes || next.Entry == taken[^1].Entry))
        {
            taken.Add(_blocks.Dequeue());
            rows += next.Block.Rows;
            bytes += next.Block.Length;
        }
        Rows -= rows;
        Bytes -= bytes;
        return taken;
    }
}
