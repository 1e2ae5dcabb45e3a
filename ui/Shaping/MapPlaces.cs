namespace Observe.UI.Shaping;

/// <summary>
/// The heights of everything in the columns of a map: nodes, and the places where a line crosses a column. Each column is sorted by the middle of what it is
/// connected to, to and fro, and the order with the fewest crossings is kept; then everything moves as near to what it is connected to as order and distance
/// allow. The same columns and connections give the same places.
/// </summary>
internal sealed class MapPlaces
{
    private const int Sweeps = 12;
    private const int Alignments = 10;

    private readonly List<int>[] _columns;
    private readonly List<int>[] _left;
    private readonly List<int>[] _right;
    private readonly double[] _heights;
    private readonly double _gap;
    private readonly int[] _order;

    /// <param name="columns">Of each item, from 0.</param>
    /// <param name="connections">Of items in columns beside each other, left and right.</param>
    private MapPlaces(IReadOnlyList<int> columns, IReadOnlyList<(int Left, int Right)> connections, double[] heights, double gap)
    {
        (_heights, _gap, _order) = (heights, gap, new int[columns.Count]);
        _columns = [.. Enumerable.Range(0, columns.Max() + 1).Select(column => Enumerable.Range(0, columns.Count).Where(item => columns[item] == column).ToList())];
        _left = [.. columns.Select(_ => new List<int>())];
        _right = [.. columns.Select(_ => new List<int>())];
        foreach (var (left, right) in connections)
        {
            _right[left].Add(right);
            _left[right].Add(left);
        }
        foreach (var column in _columns)
        {
            Number(column);
        }
    }

    /// <summary>The middle of each item; the uppermost edge of all is at 0.</summary>
    public static double[] Of(IReadOnlyList<int> columns, IReadOnlyList<(int Left, int Right)> connections, double[] heights, double gap)
    {
        if (columns.Count == 0)
        {
            return [];
        }
        var places = new MapPlaces(columns, connections, heights, gap);
        places.Sort();
        return places.Align();
    }

    private void Sort()
    {
        var best = _columns.Select(column => column.ToArray()).ToArray();
        var fewest = Crossings();
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var rightwards = sweep % 2 == 0;
            foreach (var column in rightwards ? _columns.Skip(1) : _columns.AsEnumerable().Reverse().Skip(1))
            {
                var beside = rightwards ? _left : _right;
                var sorted = column.OrderBy(item => beside[item].Count == 0 ? _order[item] : beside[item].Average(other => _order[other])).ThenBy(item => _order[item]).ToArray();
                column.Clear();
                column.AddRange(sorted);
                Number(column);
            }
            if (Crossings() is var crossings && crossings < fewest)
            {
                (fewest, best) = (crossings, [.. _columns.Select(column => column.ToArray())]);
            }
        }
        for (var i = 0; i < best.Length; i++)
        {
            _columns[i].Clear();
            _columns[i].AddRange(best[i]);
            Number(_columns[i]);
        }
    }

    private void Number(List<int> column)
    {
        for (var i = 0; i < column.Count; i++)
        {
            _order[column[i]] = i;
        }
    }

    /// <summary>Pairs of lines that cross between two columns, by a tree of counts.</summary>
    private long Crossings()
    {
        var crossings = 0L;
        for (var index = 0; index + 1 < _columns.Length; index++)
        {
            var counts = new int[_columns[index + 1].Count + 1];
            var drawn = 0;
            foreach (var item in _columns[index])
            {
                foreach (var other in _right[item])
                {
                    var above = 0;
                    for (var i = _order[other] + 1; i > 0; i -= i & -i)
                    {
                        above += counts[i];
                    }
                    crossings += drawn - above;
                }
                foreach (var other in _right[item])
                {
                    for (var i = _order[other] + 1; i < counts.Length; i += i & -i)
                    {
                        counts[i]++;
                    }
                    drawn++;
                }
            }
        }
        return crossings;
    }

    private double[] Align()
    {
        var middles = new double[_order.Length];
        foreach (var column in _columns)
        {
            Place(column, middles, _ => 0);
        }
        for (var round = 0; round < Alignments; round++)
        {
            var rightwards = round % 2 == 0;
            foreach (var column in rightwards ? _columns : _columns.AsEnumerable().Reverse())
            {
                Place(column, middles, item =>
                {
                    var beside = rightwards ? _left[item] : _right[item];
                    beside = beside.Count > 0 ? beside : rightwards ? _right[item] : _left[item];
                    return beside.Count == 0 ? middles[item] : beside.Average(other => middles[other]);
                });
            }
        }
        var top = Enumerable.Range(0, middles.Length).Min(item => middles[item] - (_heights[item] / 2));
        return [.. middles.Select(middle => Math.Round(middle - top, 1))];
    }

    /// <summary>
    /// Puts the items of a column, in their order, as near as possible to where they would like to be: items that would overlap become a block, which stands at the
    /// mean of their wishes (the pool of adjacent violators).
    /// </summary>
    private void Place(List<int> column, double[] middles, Func<int, double> wish)
    {
        var offsets = new double[column.Count];
        for (var i = 1; i < column.Count; i++)
        {
            offsets[i] = offsets[i - 1] + ((_heights[column[i - 1]] + _heights[column[i]]) / 2) + _gap;
        }
        var blocks = new Stack<(double Sum, int Count)>();
        for (var i = 0; i < column.Count; i++)
        {
            var block = (Sum: wish(column[i]) - offsets[i], Count: 1);
            while (blocks.TryPeek(out var above) && above.Sum / above.Count >= block.Sum / block.Count)
            {
                blocks.Pop();
                block = (above.Sum + block.Sum, above.Count + block.Count);
            }
            blocks.Push(block);
        }
        var index = 0;
        foreach (var (sum, count) in blocks.Reverse())
        {
            for (var last = index + count; index < last; index++)
            {
                middles[column[index]] = (sum / count) + offsets[index];
            }
        }
    }
}
