using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads concurrency: short ranges from single invocations in fine cells, long ones from the rollup in cells of whole slots.</summary>
internal sealed class ConcurrencyReader(ClickHouseDatabase database, RolledInvocations rolled, TimeProvider time) : IConcurrencyReader
{
    /// <summary>From here on cells are whole slots: a fine cell would be nearly as long.</summary>
    private const long LongRange = 12 * 3_600 * UnixTime.NanosecondsPerSecond;

    /// <summary>How many run after a mark; of two at the same time the end comes first.</summary>
    private const string Level = "sum(mark.2) OVER (ORDER BY mark.1, mark.2 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS level";

    public async Task<ConcurrencyResult> GetAsync(ConcurrencyQuery query, CancellationToken cancellationToken)
    {
        var grid = query.Range.Nanoseconds < LongRange
            ? new HistogramGrid(query.Range.FromUnixNanoseconds, SearchClause.Width(query.Range, query.Cells), query.Cells)
            : HistogramGrid.Of(query.Range, query.Cells);
        var (result, scanned) = await NewestFirst.AtOnce(query.Range, database.Limits, grid.Width, grid.Start).ReadAsync(
            (part, token) => GetAsync(query, part, grid, token), cancellationToken);
        return (result ?? Result(grid, [], 0, null, [], query.Range)) with { Scanned = scanned };
    }

    private async Task<ConcurrencyResult> GetAsync(
        ConcurrencyQuery query, TimeRange part, HistogramGrid grid, CancellationToken cancellationToken)
    {
        var isLong = query.Range.Nanoseconds >= LongRange;
        var cells = await CellsAsync(query.Function, part, grid, isLong, cancellationToken);
        if (cells.Count == 0)
        {
            return Result(grid, cells, 0, null, [], query.Range);
        }
        if (!isLong)
        {
            var levels = await LevelsAsync(query.Function, part, cancellationToken);
            return Result(grid, cells, levels.Count, levels[^1].First, [.. levels.Select(level => level.AtLeast)], query.Range);
        }
        // The instant of the peak is somewhere in its slot: only that one is looked at.
        var highest = cells.MaxBy(cell => cell.Peak);
        var slot = new TimeRange(RollupSlot.StartOf(highest.PeakCell), RollupSlot.StartOf(highest.PeakCell + 1)).Within(part);
        return Result(grid, cells, highest.Peak, await PeakAsync(query.Function, slot, cancellationToken), [], query.Range);
    }

    private static ConcurrencyResult Result(
        HistogramGrid grid, IReadOnlyList<RunningCell> cells, int peak, long? peakAt, IReadOnlyList<long> atLeast, TimeRange range)
    {
        var all = new ConcurrencyCell[grid.Count];
        for (var index = 0; index < all.Length; index++)
        {
            all[index] = new ConcurrencyCell(grid.StartOf(index), 0, 0);
        }
        foreach (var (index, highest, _, busy) in cells)
        {
            var cell = new TimeRange(grid.StartOf(index), grid.StartOf(index + 1)).Within(range);
            all[index] = new ConcurrencyCell(grid.StartOf(index), highest, busy / Math.Max(1, cell.Nanoseconds));
        }
        return new ConcurrencyResult
        {
            Cells = all,
            Peak = peak,
            PeakUnixNanoseconds = peakAt,
            Average = cells.Sum(cell => cell.Busy) / Math.Max(1, range.Nanoseconds),
            AtLeast = atLeast,
            Scanned = new Scanned(range, true, default),
        };
    }

    private async Task<IReadOnlyList<RunningCell>> CellsAsync(
        FunctionId function, TimeRange part, HistogramGrid grid, bool isLong, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var cells = isLong
            ? await rolled.RunningAsync(part, parameters, function.Value, cancellationToken)
            : ConcurrencySql.Of(await MergedAsync(function, part, parameters, cancellationToken), part, grid.Start, grid.Width, "1", parameters);
        var index = isLong ? grid.IndexOf($"cell * {RollupSlot.Nanoseconds}", parameters) : "cell";
        return await database.QueryAsync(
            $"SELECT {index} AS number, max(peak), argMax(cell, (peak, -cell)), sum(busy_ns) FROM ({cells}) GROUP BY number ORDER BY number",
            parameters, row => new RunningCell((int)row.Number(0), (int)row.Number(1), (int)row.Number(2), row.Fraction(3)), cancellationToken);
    }

    /// <summary>When the most ran at once for the first time; null when nothing ran.</summary>
    private async Task<long?> PeakAsync(FunctionId function, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var marks = await MarksAsync(function, part, parameters, cancellationToken);
        var at = await database.QueryAsync(
            $"SELECT at FROM (SELECT mark.1 AS at, {Level} FROM ({marks})) ORDER BY level DESC, at LIMIT 1", parameters, row => row.Number(0), cancellationToken);
        return at.Count > 0 ? at[0] : null;
    }

    /// <summary>For each number that ran at once, nanoseconds with at least so many, and when they first did.</summary>
    private async Task<IReadOnlyList<(long AtLeast, long First)>> LevelsAsync(
        FunctionId function, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var marks = await MarksAsync(function, part, parameters, cancellationToken);
        var to = parameters.Add("Int64", part.ToUnixNanoseconds);
        return await database.QueryAsync(
            "SELECT sum(nanoseconds) OVER (ORDER BY level DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS at_least, first FROM ("
            + $"SELECT level, sum(until - at) AS nanoseconds, min(at) AS first FROM (SELECT mark.1 AS at, {Level}, "
            + $"leadInFrame(mark.1, 1, {to}) OVER (ORDER BY mark.1, mark.2 ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS until "
            + $"FROM ({marks})) WHERE level > 0 GROUP BY level) ORDER BY level",
            parameters, row => (row.Number(0), row.Number(1)), cancellationToken);
    }

    /// <summary>A subquery with the column mark: the time at which one begins and 1, or at which it ends and -1.</summary>
    private async Task<string> MarksAsync(FunctionId function, TimeRange part, SqlParameters parameters, CancellationToken cancellationToken)
    {
        var merged = await MergedAsync(function, part, parameters, cancellationToken);
        var from = parameters.Add("Int64", part.FromUnixNanoseconds);
        var to = parameters.Add("Int64", part.ToUnixNanoseconds);
        return "SELECT arrayJoin([(shown, 1), (hidden, -1)]) AS mark FROM ("
            + $"SELECT greatest(start_ns, {from}) AS shown, least(until_ns, start_ns + {InvocationReach.LongestInvocation}, {to}) AS hidden "
            + $"FROM ({merged}) WHERE hidden > shown)";
    }

    private async Task<string> MergedAsync(FunctionId function, TimeRange part, SqlParameters parameters, CancellationToken cancellationToken)
    {
        var scope = await PieceScope.RunningInAsync(database, part, parameters, function.Value, cancellationToken);
        return MergedInvocations.Sql(scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters);
    }

    /// <param name="PeakCell">The first of the smaller cells (slots where the range is long) in which the peak was.</param>
    /// <param name="Busy">Nanoseconds of all that ran, added up.</param>
    private readonly record struct RunningCell(int Index, int Peak, int PeakCell, double Busy);
}
