using System.Globalization;
using System.Text;

namespace Observe.UI.Shaping;

/// <param name="X">Left edge, in pixels from the left edge of the map.</param>
/// <param name="Y">Upper edge.</param>
public sealed record MapBox(string Id, double X, double Y)
{
    public const double Width = 184;
    public const double Height = 44;

    public double Right => X + Width;

    public double Middle => Y + (Height / 2);
}

/// <param name="Path">Of an SVG path, from caller to callee.</param>
/// <param name="Places">Where a label may stand: points of the line, the best first.</param>
public sealed record MapLine(MapCall Call, string Path, IReadOnlyList<(double X, double Y)> Places);

/// <summary>
/// A map in columns from left to right by who calls whom. Places depend on the nodes and on who calls whom alone: rates and errors change and nothing moves.
/// What is not connected stands in blocks one below the other, the largest first; what calls nobody and is not called in rows at the end.
/// </summary>
public sealed record MapLayout(IReadOnlyList<MapBox> Boxes, IReadOnlyList<MapLine> Lines, double Width, double Height)
{
    private const double ColumnGap = 128;
    private const double RowGap = 16;
    private const double BlockGap = 32;
    private const double Margin = 16;

    /// <summary>Room that a line takes where it crosses a column.</summary>
    private const double LineHeight = 12;

    /// <summary>Lines end on this share of a side.</summary>
    private const double Side = 0.7;

    /// <summary>Where a label may stand between two columns, as shares of the way.</summary>
    private static readonly double[] Shares = [0.5, 0.32, 0.68, 0.2, 0.8];

    private const int BoxesInRow = 4;

    /// <summary>Above and right of a node that calls itself.</summary>
    private const double Loop = 14;

    public static MapLayout Of(MapGraph graph)
    {
        var ids = graph.Nodes.Select(node => node.Id).Concat(graph.Calls.SelectMany(call => new[] { call.From, call.To })).Distinct().Order(StringComparer.Ordinal).ToArray();
        var calls = graph.Calls.OrderBy(call => call.From, StringComparer.Ordinal).ThenBy(call => call.To, StringComparer.Ordinal).ToArray();
        var boxes = new Dictionary<string, MapBox>();
        var lines = new List<MapLine>();
        var (top, right) = (Margin + Loop, 0.0);
        string[][] blocks = [.. Blocks(ids, calls)];
        foreach (var block in blocks.Where(block => block.Length > 1))
        {
            var own = block.ToHashSet();
            var placed = Block(block, [.. calls.Where(call => call.From != call.To && own.Contains(call.From))], top, boxes);
            lines.AddRange(placed.Lines);
            (top, right) = (placed.Bottom + BlockGap, Math.Max(right, placed.Right));
        }
        var alone = blocks.Where(block => block.Length == 1).Select(block => block[0]).Order(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < alone.Length; i++)
        {
            var box = new MapBox(
                alone[i], Margin + (i % BoxesInRow * (MapBox.Width + RowGap + Loop)), top + (i / BoxesInRow * (MapBox.Height + RowGap + Loop)));
            boxes[alone[i]] = box;
            right = Math.Max(right, box.Right);
        }
        lines.AddRange(calls.Where(call => call.From == call.To).Select(call => ToItself(call, boxes[call.From])));
        return new MapLayout(
            [.. ids.Select(id => boxes[id])],
            Sorted(lines),
            right + Margin + Loop,
            boxes.Count == 0 ? 0 : boxes.Values.Max(box => box.Y) + MapBox.Height + Margin);
    }

    /// <summary>The same places with the figures of another time; null when nodes, or who calls whom, have changed.</summary>
    public MapLayout? WithFiguresOf(MapGraph graph)
    {
        var calls = graph.Calls.ToDictionary(call => (call.From, call.To));
        return calls.Count == Lines.Count && graph.Nodes.Count == Boxes.Count
            && Lines.All(line => calls.ContainsKey((line.Call.From, line.Call.To))) && Boxes.Select(box => box.Id).ToHashSet().SetEquals(graph.Nodes.Select(node => node.Id))
            ? this with { Lines = Sorted(Lines.Select(line => line with { Call = calls[(line.Call.From, line.Call.To)] })) }
            : null;
    }

    private static IReadOnlyList<MapLine> Sorted(IEnumerable<MapLine> lines) =>
        [.. lines.OrderByDescending(line => line.Call.Calls).ThenBy(line => line.Call.From, StringComparer.Ordinal).ThenBy(line => line.Call.To, StringComparer.Ordinal)];

    /// <summary>Nodes that calls connect, the largest block first.</summary>
    private static IEnumerable<string[]> Blocks(string[] ids, MapCall[] calls)
    {
        var block = ids.ToDictionary(id => id);
        foreach (var call in calls)
        {
            block[Root(call.From)] = Root(call.To);
        }
        return ids.GroupBy(Root).Select(group => group.ToArray()).OrderByDescending(group => group.Length).ThenBy(group => group[0], StringComparer.Ordinal);

        string Root(string id)
        {
            while (block[id] != id)
            {
                id = block[id] = block[block[id]];
            }
            return id;
        }
    }

    private static (List<MapLine> Lines, double Right, double Bottom) Block(string[] ids, MapCall[] calls, double top, Dictionary<string, MapBox> boxes)
    {
        var numbers = ids.Select((id, index) => (id, index)).ToDictionary(item => item.id, item => item.index);
        List<int> columns = [.. MapLayers.Of(ids.Length, [.. calls.Select(call => (numbers[call.From], numbers[call.To]))])];
        var connections = new List<(int Left, int Right)>();
        var ways = calls.Select(call => Way(numbers[call.From], numbers[call.To], columns, connections)).ToArray();
        var middles = MapPlaces.Of(
            columns, [.. connections.Distinct()], [.. columns.Select((_, item) => item < ids.Length ? MapBox.Height : LineHeight)], RowGap);
        foreach (var id in ids)
        {
            boxes[id] = new MapBox(id, Margin + (columns[numbers[id]] * (MapBox.Width + ColumnGap)), Math.Round(top + middles[numbers[id]] - (MapBox.Height / 2), 1));
        }
        var ends = new LineEnds(ways, middles, columns);
        var lines = calls.Select((call, index) => Line(call, ways[index], ends, index, boxes[call.From], boxes[call.To], item => top + middles[item], item => columns[item])).ToList();
        return (lines, ids.Max(id => boxes[id].Right), top + Enumerable.Range(0, middles.Length).Max(item => middles[item] + (item < ids.Length ? MapBox.Height / 2 : 0)));
    }

    /// <summary>The items that a line passes, from its left end to its right one; those between its nodes are added.</summary>
    private static int[] Way(int from, int to, List<int> columns, List<(int Left, int Right)> connections)
    {
        var (left, right) = columns[from] < columns[to] ? (from, to) : (to, from);
        var way = new List<int> { left };
        for (var column = columns[left] + 1; column < columns[right]; column++)
        {
            columns.Add(column);
            way.Add(columns.Count - 1);
        }
        way.Add(right);
        connections.AddRange(way.Zip(way.Skip(1)));
        return [.. way];
    }

    private static MapLine Line(
        MapCall call, int[] way, LineEnds ends, int index, MapBox from, MapBox to, Func<int, double> middle, Func<int, int> column)
    {
        var goesRight = from.X < to.X;
        var (left, right) = goesRight ? (from, to) : (to, from);
        // From the right side of the left node over the columns between to the left side of the right one.
        var points = new List<(double X, double Y)> { (left.Right, left.Middle + ends.LeftEnd(index)) };
        foreach (var item in way[1..^1])
        {
            var x = Margin + (column(item) * (MapBox.Width + ColumnGap));
            points.Add((x, middle(item)));
            points.Add((x + MapBox.Width, middle(item)));
        }
        points.Add((right.X, right.Middle + ends.RightEnd(index)));
        var places = points.Chunk(2).SelectMany(gap => Shares.Select(share => On(gap[0], gap[1], share))).ToArray();
        if (!goesRight)
        {
            points.Reverse();
        }
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}");
        for (var i = 1; i < points.Count; i++)
        {
            var (before, at) = (points[i - 1], points[i]);
            if (i % 2 == 0)
            {
                path.Append(CultureInfo.InvariantCulture, $"H{at.X:0.#}");
                continue;
            }
            var bend = before.X + ((at.X - before.X) / 2);
            path.Append(CultureInfo.InvariantCulture, $"C{bend:0.#} {before.Y:0.#} {bend:0.#} {at.Y:0.#} {at.X:0.#} {at.Y:0.#}");
        }
        return new MapLine(call, path.ToString(), [.. places.OrderBy(place => Math.Abs(place.Share - 0.5)).Select(place => (place.X, place.Y))]);
    }

    /// <summary>The point of the curve that a line is between two columns.</summary>
    private static (double X, double Y, double Share) On((double X, double Y) start, (double X, double Y) end, double share)
    {
        var rest = 1 - share;
        var bend = start.X + ((end.X - start.X) / 2);
        var x = (rest * rest * rest * start.X) + (3 * rest * rest * share * bend) + (3 * rest * share * share * bend) + (share * share * share * end.X);
        var y = ((rest * rest * rest) + (3 * rest * rest * share)) * start.Y + (((3 * rest * share * share) + (share * share * share)) * end.Y);
        return (x, y, share);
    }

    private static MapLine ToItself(MapCall call, MapBox box) => new(
        call,
        string.Create(
            CultureInfo.InvariantCulture,
            $"M{box.Right - 44:0.#} {box.Y:0.#}C{box.Right - 44:0.#} {box.Y - Loop:0.#} {box.Right - 16:0.#} {box.Y - Loop:0.#} {box.Right - 16:0.#} {box.Y:0.#}"),
        []);

    /// <summary>Where lines meet the sides of their nodes: in order of where they come from, so that they do not cross there.</summary>
    private sealed class LineEnds
    {
        private readonly double[] _left;
        private readonly double[] _right;

        public LineEnds(int[][] ways, double[] middles, List<int> columns)
        {
            _left = new double[ways.Length];
            _right = new double[ways.Length];
            var lines = Enumerable.Range(0, ways.Length).ToArray();
            foreach (var side in lines.GroupBy(line => ways[line][0]))
            {
                Spread([.. side.OrderBy(line => middles[ways[line][1]]).ThenBy(line => columns[ways[line][^1]]).ThenBy(line => line)], _left);
            }
            foreach (var side in lines.GroupBy(line => ways[line][^1]))
            {
                Spread([.. side.OrderBy(line => middles[ways[line][^2]]).ThenBy(line => columns[ways[line][0]]).ThenBy(line => line)], _right);
            }
        }

        public double LeftEnd(int line) => _left[line];

        public double RightEnd(int line) => _right[line];

        private static void Spread(int[] lines, double[] ends)
        {
            const double Room = MapBox.Height * Side;
            for (var i = 0; i < lines.Length; i++)
            {
                // A few lie close together in the middle, many share the side.
                var step = Math.Min(LineHeight, lines.Length > 1 ? Room / (lines.Length - 1) : 0);
                ends[lines[i]] = Math.Round((i - ((lines.Length - 1) / 2.0)) * step, 1);
            }
        }
    }
}
