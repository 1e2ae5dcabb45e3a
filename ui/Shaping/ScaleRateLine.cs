using Observe.Functions.Limits;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>
/// The most that could have run at once, had the platform started instances as fast as it may: what ran at most in the cell before, and what may be started
/// until the end of this one.
/// </summary>
public static class ScaleRateLine
{
    /// <summary>Of what may be started in a cell: where less of it was needed, the line says nothing and would only flatten the chart.</summary>
    private const double NotablePart = 0.5;

    private const double WindowNanoseconds = ConcurrencyLimit.ScaleSeconds * (double)UnixTime.NanosecondsPerSecond;

    /// <summary>For each cell; null where the function never needed half of what it may have.</summary>
    /// <param name="rate">Instances in each <see cref="ConcurrencyLimit.ScaleSeconds"/>.</param>
    public static IReadOnlyList<double>? Of(IReadOnlyList<ConcurrencyCell> cells, TimeRange range, int rate)
    {
        var line = new double[cells.Count];
        var isNotable = false;
        for (var i = 0; i < cells.Count; i++)
        {
            var end = i + 1 < cells.Count ? cells[i + 1].StartUnixNanoseconds : range.ToUnixNanoseconds;
            // What ran before the first is not known: as much as in it.
            var before = i == 0 ? cells[0].Peak : cells[i - 1].Peak;
            // A full bucket at the beginning: a burst of a whole window may start at once.
            var may = Math.Max(rate, rate * (end - cells[i].StartUnixNanoseconds) / WindowNanoseconds);
            line[i] = before + may;
            isNotable |= cells[i].Peak - before >= may * NotablePart;
        }
        return isNotable ? line : null;
    }
}
