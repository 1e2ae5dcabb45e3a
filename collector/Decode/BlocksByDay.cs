using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>The blocks of one table that a request's rows go to, one a UTC day: the partition of ClickHouse.</summary>
internal sealed class BlocksByDay<TBlock>(Func<TBlock> create)
    where TBlock : TableBlock
{
    // A request over more days than this gets its further blocks anew.
    private const int KeptBlocks = 2;
    private const long NanosecondsPerDay = 86_400_000_000_000;

    private readonly List<(long Day, TBlock Block)> _blocks = [];
    private readonly List<TBlock> _free = [];

    public IReadOnlyList<(long Day, TBlock Block)> Blocks => _blocks;

    public TBlock Of(long unixNanoseconds)
    {
        var day = unixNanoseconds / NanosecondsPerDay;
        // Most requests are of one day, and neighbours are of the same one.
        if (_blocks.Count > 0 && _blocks[^1].Day == day)
        {
            return _blocks[^1].Block;
        }
        foreach (var (known, block) in _blocks)
        {
            if (known == day)
            {
                return block;
            }
        }
        return Begin(day);
    }

    public void Reset()
    {
        foreach (var (_, block) in _blocks)
        {
            if (_free.Count < KeptBlocks)
            {
                block.Reset();
                _free.Add(block);
            }
        }
        _blocks.Clear();
    }

    private TBlock Begin(long day)
    {
        TBlock block;
        if (_free.Count > 0)
        {
            block = _free[^1];
            _free.RemoveAt(_free.Count - 1);
        }
        else
        {
            block = create();
        }
        _blocks.Add((day, block));
        return block;
    }
}
