using System.Globalization;
using System.Text;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>
/// One instance over a range, ready to draw: SVG paths in a plane of <see cref="Columns"/> by <see cref="Height"/>. What falls into one column is
/// drawn once: a failure before a first invocation that may have been a cold start, that before work, work before initialisation.
/// </summary>
/// <param name="IdleFrom">The line from the first to the last that was seen of it, in columns.</param>
/// <param name="First">Where the first that is known of it began, if nothing says how the instance came to be.</param>
public sealed record InstanceShape(double IdleFrom, double IdleTo, string Init, string Busy, string First, string Failed)
{
    public const int Columns = 1_000;
    public const int Height = 10;

    /// <summary>Columns: wide enough to be seen beside the work that it begins.</summary>
    private const int FirstWidth = 4;

    private enum Mark
    {
        Nothing,
        Init,
        Busy,
        First,
        Failed,
    }

    public static InstanceShape Of(InstanceLine line, TimeRange range)
    {
        var columns = new Mark[Columns];
        foreach (var run in line.Runs)
        {
            if (run.InitClass != InitClass.Warm && run.InitNanoseconds > 0)
            {
                Fill(columns, range, run.Start - run.InitNanoseconds, run.Start, Mark.Init);
            }
            Fill(columns, range, run.Start, run.End, run.Outcome.IsFailure() ? Mark.Failed : Mark.Busy);
            if (run.InitClass == InitClass.FirstOfInstance)
            {
                Fill(columns, range, run.Start, run.Start + (range.Nanoseconds * FirstWidth / Columns), Mark.First);
            }
        }
        var seen = line.Runs.Count == 0 ? (0, 0) : (Column(range, line.Runs.Min(run => run.Start)), Column(range, line.Runs.Max(run => run.End)));
        return new InstanceShape(seen.Item1, seen.Item2, Path(columns, Mark.Init), Path(columns, Mark.Busy), Path(columns, Mark.First), Path(columns, Mark.Failed));
    }

    private static void Fill(Mark[] columns, TimeRange range, long from, long to, Mark mark)
    {
        if (to <= range.FromUnixNanoseconds || from >= range.ToUnixNanoseconds)
        {
            return;
        }
        var first = (int)Column(range, from);
        var end = Math.Max(first + 1, (int)Math.Ceiling(Column(range, to)));
        for (var column = first; column < Math.Min(end, Columns); column++)
        {
            columns[column] = (Mark)Math.Max((int)columns[column], (int)mark);
        }
    }

    private static double Column(TimeRange range, long at) =>
        Math.Clamp((double)(at - range.FromUnixNanoseconds) * Columns / range.Nanoseconds, 0, Columns);

    private static string Path(Mark[] columns, Mark mark)
    {
        var path = new StringBuilder();
        for (var column = 0; column < Columns; column++)
        {
            if (columns[column] != mark)
            {
                continue;
            }
            var from = column;
            while (column < Columns && columns[column] == mark)
            {
                column++;
            }
            path.Append(CultureInfo.InvariantCulture, $"M{from} 0h{column - from}v{Height}h{from - column}z");
        }
        return path.ToString();
    }
}
