using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Conditions over the table <c>invocations</c> that find all pieces of the wanted invocations.</summary>
/// <param name="Near">Of the pieces of invocations themselves: those that name a start in a range, or a little before or after it.</param>
/// <param name="Far">Of what leads to their first pieces: as far back as an initialisation may lie.</param>
/// <param name="Function">" AND ..." for those of one function; empty for all.</param>
/// <param name="Loose">What there is that <see cref="LoosePieces"/> has to find a place for. Mostly little or nothing, and a statement without it is planned in a quarter of the time.</param>
internal sealed record PieceScope(string Near, string Far, string Function, LooseKinds Loose)
{
    /// <summary>Every piece of the function in the range.</summary>
    public string Own => Near + Function;

    /// <summary>For the invocations that start in a range.</summary>
    /// <param name="functionId">Null for all functions.</param>
    public static Task<PieceScope> StartedInAsync(
        ClickHouseDatabase database, TimeRange range, SqlParameters parameters, ulong? functionId, CancellationToken cancellationToken) =>
        OfAsync(database, [range], InvocationReach.StartSkew, parameters, functionId, cancellationToken);

    /// <summary>For the invocations that run in a range, whenever they started.</summary>
    /// <param name="functionId">Null for all functions.</param>
    public static Task<PieceScope> RunningInAsync(
        ClickHouseDatabase database, TimeRange range, SqlParameters parameters, ulong? functionId, CancellationToken cancellationToken) =>
        OfAsync(database, [range], InvocationReach.Before, parameters, functionId, cancellationToken);

    /// <param name="ranges">In order of time.</param>
    /// <param name="before">Nanoseconds before each range at which its pieces begin.</param>
    /// <param name="functionId">Null for all functions.</param>
    public static async Task<PieceScope> OfAsync(
        ClickHouseDatabase database, IReadOnlyList<TimeRange> ranges, long before, SqlParameters parameters, ulong? functionId, CancellationToken cancellationToken)
    {
        var far = before + InvocationReach.Before;
        var looked = new SqlParameters();
        var loose = await database.QueryAsync(
            $"SELECT groupBitOr(loose) FROM invocations WHERE {Within(ranges, far, looked)} AND loose != 0",
            looked, row => (LooseKinds)row.Number(0), cancellationToken);
        return new PieceScope(
            Within(ranges, before, parameters),
            Within(ranges, far, parameters),
            functionId is { } id ? $" AND function_id = {parameters.Add("UInt64", id)}" : "",
            loose[0]);
    }

    /// <summary>Pieces of any kind that name a start in the ranges, or a little before or after them.</summary>
    /// <param name="ranges">In order of time.</param>
    /// <param name="before">Nanoseconds before each range at which its pieces begin.</param>
    public static string Within(IReadOnlyList<TimeRange> ranges, long before, SqlParameters parameters)
    {
        var joined = new List<TimeRange>();
        foreach (var range in ranges)
        {
            var wide = new TimeRange(range.FromUnixNanoseconds - before, range.ToUnixNanoseconds + InvocationReach.StartSkew);
            if (joined.Count > 0 && joined[^1].ToUnixNanoseconds >= wide.FromUnixNanoseconds)
            {
                joined[^1] = joined[^1] with { ToUnixNanoseconds = wide.ToUnixNanoseconds };
            }
            else
            {
                joined.Add(wide);
            }
        }
        return "(" + string.Join(" OR ", joined.Select(range => $"({SearchClause.Time("start_time", range, parameters)})")) + ")";
    }
}
