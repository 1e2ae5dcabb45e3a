using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Conditions over the table <c>invocations</c> that find all pieces of the wanted invocations.</summary>
/// <param name="Near">Of the pieces of invocations themselves: those that name a start in a range, or a little before or after it.</param>
/// <param name="Far">Of what leads to their first pieces: as far back as an initialisation may lie.</param>
/// <param name="Function">" AND ..." for those of one function; empty for all.</param>
internal sealed record PieceScope(string Near, string Far, string Function)
{
    /// <summary>Every piece of the function in the range.</summary>
    public string Own => Near + Function;

    /// <summary>For the invocations that start in a range.</summary>
    /// <param name="functionId">Null for all functions.</param>
    public static PieceScope StartedIn(TimeRange range, SqlParameters parameters, ulong? functionId = null) =>
        Of([range], InvocationReach.StartSkew, parameters, functionId);

    /// <summary>For the invocations that run in a range, whenever they started.</summary>
    /// <param name="functionId">Null for all functions.</param>
    public static PieceScope RunningIn(TimeRange range, SqlParameters parameters, ulong? functionId = null) =>
        Of([range], InvocationReach.Before, parameters, functionId);

    /// <param name="ranges">In order of time.</param>
    /// <param name="before">Nanoseconds before each range at which its pieces begin.</param>
    public static PieceScope Of(IEnumerable<TimeRange> ranges, long before, SqlParameters parameters, ulong? functionId = null)
    {
        var all = ranges.ToArray();
        return new PieceScope(
            Within(all, before, parameters),
            Within(all, before + InvocationReach.Before, parameters),
            functionId is { } id ? $" AND function_id = {parameters.Add("UInt64", id)}" : "");
    }

    private static string Within(TimeRange[] ranges, long before, SqlParameters parameters)
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
