namespace Observe.Alerts.Backtest;

/// <summary>The sum and the highest of values in a window that moves forward over buckets.</summary>
/// <param name="rows">In the order of their buckets.</param>
internal sealed class SlidingValues(IReadOnlyList<(int Bucket, decimal Value)> rows)
{
    // The highest first, and after each the highest of those that come after it.
    private readonly LinkedList<(int Bucket, decimal Value)> _highest = [];
    private int _first;
    private int _next;

    public decimal Sum { get; private set; }

    /// <summary>Whether there is one in the window.</summary>
    public bool Any => _highest.Count > 0;

    public decimal Highest => _highest.First?.Value.Value ?? 0;

    /// <summary>Takes the buckets <c>[from, to)</c>, of which neither is before that of the former call.</summary>
    public void MoveTo(int from, int to)
    {
        for (; _next < rows.Count && rows[_next].Bucket < to; _next++)
        {
            Sum += rows[_next].Value;
            while (_highest.Last is { } last && last.Value.Value <= rows[_next].Value)
            {
                _highest.RemoveLast();
            }
            _highest.AddLast(rows[_next]);
        }
        for (; _first < _next && rows[_first].Bucket < from; _first++)
        {
            Sum -= rows[_first].Value;
        }
        while (_highest.First is { } first && first.Value.Bucket < from)
        {
            _highest.RemoveFirst();
        }
    }
}
