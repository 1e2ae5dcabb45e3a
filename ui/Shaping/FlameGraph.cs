using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;

namespace Observe.UI.Shaping;

/// <summary>
/// A trace, or the part below one of its spans, as blocks over time: each span in a lane below its parent, spans that run side by side in lanes
/// of their own. What is too narrow to be seen is put together, so that a trace of a hundred thousand spans is no more than a screen can show.
/// </summary>
public sealed class FlameGraph
{
    /// <summary>Of the width, per cent: about a pixel.</summary>
    private const double Narrowest = 0.1;

    /// <summary>More would have to be scrolled for minutes.</summary>
    private const int MostLanes = 120;

    private FlameGraph(WaterfallNode top, IReadOnlyList<FlameBlock> blocks, int lanes, int leftOut) =>
        (Top, Blocks, Lanes, LeftOut) = (top, blocks, lanes, leftOut);

    /// <summary>The span whose time is the width.</summary>
    public WaterfallNode Top { get; }

    public IReadOnlyList<FlameBlock> Blocks { get; }
    public int Lanes { get; }

    /// <summary>Spans that would stand below the last lane.</summary>
    public int LeftOut { get; }

    /// <param name="zoom">The span that fills the width; the whole trace when no such span is in it.</param>
    public static FlameGraph Of(Waterfall waterfall, SpanId zoom)
    {
        var top = zoom.IsEmpty ? null : waterfall.Nodes.FirstOrDefault(node => node.Span.SpanId == zoom);
        var nodes = top is null ? waterfall.Nodes : waterfall.Nodes.Skip(top.Index).Take(top.SubtreeSize);
        var (from, length) = top is null ? (0L, waterfall.DurationNanoseconds) : (top.OffsetNanoseconds, top.Span.DurationNanoseconds);
        var lanes = new List<Lane>();
        var laneOf = new Dictionary<int, int>();
        var leftOut = 0;
        foreach (var node in nodes)
        {
            var left = Percent(node.OffsetNanoseconds - from, length);
            var right = Math.Max(Percent(node.EndOffsetNanoseconds - from, length), left);
            var lane = laneOf.TryGetValue(node.ParentIndex, out var above) ? above + 1 : 0;
            while (lane < MostLanes && lane < lanes.Count && !lanes[lane].Take(left, right, node))
            {
                lane++;
            }
            if (lane >= MostLanes)
            {
                leftOut++;
                continue;
            }
            if (lane == lanes.Count)
            {
                lanes.Add(new Lane(lane));
                lanes[lane].Take(left, right, node);
            }
            laneOf[node.Index] = lane;
        }
        return new FlameGraph(top ?? waterfall.Root, [.. lanes.SelectMany(lane => lane.Blocks)], lanes.Count, leftOut);
    }

    private static double Percent(long nanoseconds, long length) => Math.Clamp(nanoseconds / (double)Math.Max(length, 1), 0, 1) * 100;

    /// <summary>Blocks of a lane in order of time, none over another.</summary>
    private sealed class Lane(int number)
    {
        private readonly SortedList<double, FlameBlock> _blocks = [];

        public IEnumerable<FlameBlock> Blocks => _blocks.Values;

        /// <summary>False where another block is in the way.</summary>
        public bool Take(double left, double right, WaterfallNode node)
        {
            var width = Math.Max(right - left, Narrowest);
            var after = FirstAfter(left);
            if (after > 0 && _blocks.Values[after - 1] is var before && before.Left + before.Width > left + 1e-9)
            {
                return right - left < Narrowest && before.Width <= 4 * Narrowest && Join(before, left + width, node);
            }
            if (after < _blocks.Count && _blocks.Keys[after] < left + (right - left) - 1e-9)
            {
                return false;
            }
            width = after < _blocks.Count ? Math.Min(width, Math.Max(_blocks.Keys[after] - left, 0)) : width;
            if (width < 1e-6)
            {
                return false;
            }
            _blocks.Add(left, new FlameBlock(number, left, width, node, 1, node.Span.Status == SpanStatus.Error));
            return true;
        }

        private bool Join(FlameBlock block, double right, WaterfallNode node)
        {
            var end = FirstAfter(block.Left) is var next && next < _blocks.Count ? _blocks.Keys[next] : 100;
            _blocks[block.Left] = block with
            {
                Width = Math.Max(block.Width, Math.Min(right, end) - block.Left),
                Spans = block.Spans + 1,
                HasError = block.HasError || node.Span.Status == SpanStatus.Error,
            };
            return true;
        }

        /// <summary>The first block that begins after a place.</summary>
        private int FirstAfter(double left)
        {
            var (low, high) = (0, _blocks.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _blocks.Keys[middle] <= left ? (middle + 1, high) : (low, middle);
            }
            return low;
        }
    }
}

/// <param name="Lane">0 is at the top.</param>
/// <param name="Left">Of the width, per cent; as <paramref name="Width"/>.</param>
/// <param name="Node">The span; of several the first.</param>
/// <param name="Spans">How many are put together.</param>
public sealed record FlameBlock(int Lane, double Left, double Width, WaterfallNode Node, int Spans, bool HasError)
{
    public SpanRecord Span => Node.Span;
}
