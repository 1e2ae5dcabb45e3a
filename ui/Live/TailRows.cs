namespace Observe.UI.Live;

/// <summary>What a tail shows: the newest rows of it, the newest first. A row that comes again takes the place of the former.</summary>
/// <param name="most">Rows that are kept; older ones go.</param>
public sealed class TailRows<TRow>(Func<TRow, string> key, int most)
{
    private readonly LinkedList<TRow> _rows = [];
    private readonly Dictionary<string, LinkedListNode<TRow>> _byKey = [];

    public IReadOnlyList<TRow> Rows { get; private set; } = [];

    /// <summary>Different rows that were ever added.</summary>
    public long Seen { get; private set; }

    /// <summary>Rows that were too many to be read.</summary>
    public long Skipped { get; private set; }

    /// <param name="rows">The oldest first.</param>
    public void Add(IReadOnlyList<TRow> rows, long skipped)
    {
        Skipped += skipped;
        foreach (var row in rows)
        {
            if (_byKey.TryGetValue(key(row), out var known))
            {
                known.Value = row;
                continue;
            }
            _byKey[key(row)] = _rows.AddFirst(row);
            Seen++;
            if (_rows.Count > most)
            {
                _byKey.Remove(key(_rows.Last!.Value));
                _rows.RemoveLast();
            }
        }
        if (rows.Count > 0)
        {
            Rows = [.. _rows];
        }
    }
}
