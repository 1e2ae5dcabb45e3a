using Observe.Storage.Read;

namespace Observe.Alerts.Backtest;

/// <summary>Sums over a window that moves forward over the buckets of one function.</summary>
/// <param name="rows">In the order of their buckets.</param>
internal sealed class SlidingCounts(IReadOnlyList<InvocationCounts> rows)
{
    private int _first;
    private int _next;

    public InvocationCounts Sum { get; private set; } = rows[0] with { Invocations = 0, Errors = 0, ColdStarts = 0, Deaths = 0, Timeouts = 0, Lost = 0, Throttles = 0 };

    /// <summary>Takes the buckets <c>[from, to)</c>, of which neither is before that of the former call.</summary>
    public InvocationCounts MoveTo(int from, int to)
    {
        for (; _next < rows.Count && rows[_next].Bucket < to; _next++)
        {
            Add(rows[_next], 1);
        }
        for (; _first < _next && rows[_first].Bucket < from; _first++)
        {
            Add(rows[_first], -1);
        }
        return Sum;
    }

    private void Add(InvocationCounts row, int sign) => Sum = Sum with
    {
        Invocations = Sum.Invocations + (sign * row.Invocations),
        Errors = Sum.Errors + (sign * row.Errors),
        ColdStarts = Sum.ColdStarts + (sign * row.ColdStarts),
        Deaths = Sum.Deaths + (sign * row.Deaths),
        Timeouts = Sum.Timeouts + (sign * row.Timeouts),
        Lost = Sum.Lost + (sign * row.Lost),
        Throttles = Sum.Throttles + (sign * row.Throttles),
    };
}
