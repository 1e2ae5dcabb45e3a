using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>
/// The equal buckets of a chart over a range. Buckets of a slot and more are whole slots, so that the rollups can fill them; the
/// first then may begin before the range, of which it shows only what is in it.
/// </summary>
/// <param name="Start">Of the first bucket, unix nanoseconds.</param>
/// <param name="Width">Of each, nanoseconds.</param>
internal readonly record struct HistogramGrid(long Start, long Width, int Count)
{
    /// <param name="buckets">At most one more are made, of a range that does not begin with a slot.</param>
    public static HistogramGrid Of(TimeRange range, int buckets)
    {
        var width = SearchClause.Width(range, buckets);
        if (width < RollupSlot.Nanoseconds)
        {
            return new HistogramGrid(range.FromUnixNanoseconds, width, buckets);
        }
        width = (width + RollupSlot.Nanoseconds - 1) / RollupSlot.Nanoseconds * RollupSlot.Nanoseconds;
        var start = RollupSlot.StartOf(RollupSlot.Of(range.FromUnixNanoseconds));
        return new HistogramGrid(start, width, (int)((range.ToUnixNanoseconds - start + width - 1) / width));
    }

    /// <summary>No slot is in two buckets.</summary>
    public bool IsOfSlots => Width % RollupSlot.Nanoseconds == 0 && Start % RollupSlot.Nanoseconds == 0;

    public long StartOf(int index) => Start + (index * Width);

    /// <param name="time">SQL of a time in unix nanoseconds.</param>
    public string IndexOf(string time, SqlParameters parameters) =>
        $"intDiv({time} - {parameters.Add("Int64", Start)}, {parameters.Add("Int64", Width)})";
}
