using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads concurrency: short ranges from single invocations in fine cells, long ones from the rollup in cells of whole slots.</summary>
internal sealed class ConcurrencyReader(ClickHouseDatabase database, RolledInvocations rolled, TimeProvider time) : IConcurrencyReader
{
    /// <summary>From here on cells are whole slots: a fine cell would be nearly as long.</summary>
    private const long LongRange = 12 * 3_600 * UnixTime.NanosecondsPerSecond;

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
        // The instant of the peak is somewhere in its cell: only that one is looked at.
        var highest = cells.MaxBy(cell => cell.Peak);
        var within = new TimeRange(grid.StartOf(highest.Index), grid.StartOf(highest.Index + 1)).Within(part);
        var peak = await LevelsAsync(query.Function, within, cancellationToken);
        return Result(grid, cells, highest.Peak, peak.Count > 0 ? peak[^1].First : null, [], query.Range);
    }

    private static ConcurrencyResult Result(
        HistogramGrid grid, IReadOnlyList<(int Index, int Peak, double Busy)> cells, int peak, long? peakAt, IReadOnlyList<long> atLeast, TimeRange range)
    {
        var all = new ConcurrencyCell[grid.Count];
        for (var index = 0; index < all.Length; index++)
        {
            all[index] = new ConcurrencyCell(grid.StartOf(index), 0, 0);
        }
        foreach (var (index, highest, busy) in cells)
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

    private async Task<IReadOnlyList<(int Index, int Peak, double Busy)>> CellsAsync(
        FunctionId function, TimeRange part, HistogramGrid grid, bool isLong, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var cells = isLong
            ? await rolled.RunningAsync(part, parameters, function.Value, cancellationToken)
            : ConcurrencySql.Of(await MergedAsync(function, part, parameters, cancellationToken), part, grid.Start, grid.Width, "1", parameters);
        var index = isLong ? grid.IndexOf($"cell * {RollupSlot.Nanoseconds}", parameters) : "cell";
        return await database.QueryAsync(
            $"SELECT {index} AS number, max(peak), sum(busy_ns) FROM ({cells}) GROUP BY number ORDER BY number",
            parameters, row => ((int)row.Number(0), (int)row.Number(1), row.Fraction(2)), cancellationToken);
    }

    /// <summary>For each number that ran at once, nanoseconds with at least so many, and when they first did.</summary>
    private async Task<IReadOnlyList<(long AtLeast, long First)>> LevelsAsync(
        FunctionId function, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var merged = await MergedAsync(function, part, parameters, cancellationToken);
        var from = parameters.Add("Int64", part.FromUnixNanoseconds);
        var to = parameters.Add("Int64", part.ToUnixNanoseconds);
        return await database.QueryAsync(
            "SELECT sum(nanoseconds) OVER (ORDER BY level DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS at_least, first FROM ("
            + "SELECT level, sum(until - at) AS nanoseconds, min(at) AS first FROM ("
            + "SELECT mark.1 AS at, sum(mark.2) OVER (ORDER BY mark.1, mark.2 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS level, "
            + $"leadInFrame(mark.1, 1, {to}) OVER (ORDER BY mark.1, mark.2 ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS until "
            + "FROM (SELECT arrayJoin([(shown, 1), (hidden, -1)]) AS mark FROM ("
            + $"SELECT greatest(start_ns, {from}) AS shown, least(until_ns, start_ns + {InvocationReach.LongestInvocation}, {to}) AS hidden "
            + $"FROM ({merged}) WHERE hidden > shown))) WHERE level > 0 GROUP BY level) ORDER BY level",
            parameters, row => (row.Number(0), row.Number(1)), cancellationToken);
    }

    private async Task<string> MergedAsync(FunctionId function, TimeRange part, SqlParameters parameters, CancellationToken cancellationToken)
    {
        var scope = await PieceScope.RunningInAsync(database, part, parameters, function.Value, cancellationToken);
        return MergedInvocations.Sql(scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters);
    }
}
