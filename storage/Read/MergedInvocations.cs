using System.Globalization;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>
/// SQL that puts the pieces in the table <c>invocations</c> together: one row an invocation. Pieces belong together when they are of the same
/// function, invocation id and instance (the same id on another instance is a retry); without an id, of the same trace and span. What names no
/// instance or is of an initialisation goes where <see cref="LoosePieces"/> finds a place for it.
/// </summary>
internal static class MergedInvocations
{
    /// <summary>Outcomes that are failures, as a SQL list.</summary>
    public static readonly string Failed = string.Join(", ", InvocationOutcomes.Failed.Select(Number));

    /// <summary>Outcomes in which the function did not end by itself, as a SQL list.</summary>
    public static readonly string Died = string.Join(", ", InvocationOutcomes.Failed.Where(outcome => outcome != InvocationOutcome.Error).Select(Number));

    /// <summary>Classes in which a caller waited, as a SQL list.</summary>
    public static readonly string SeenCold = string.Join(", ", InitClasses.SeenByUser.Select(Number));

    /// <summary>A condition over the rows of <see cref="Sql"/>: a caller waited for the initialisation.</summary>
    public static readonly string IsSeenCold = $"init_class IN ({SeenCold})";

    /// <summary>Of one that has ended, what its caller waited: the duration, and before it the initialisation where it waited for that too. Nanoseconds, at least 1.</summary>
    public static readonly string Wait = $"greatest(end_ns - start_ns + if({IsSeenCold}, init_ns, 0), 1)";

    private static readonly string SpansFirst = $"(t.source != {Number(PieceSource.Span)}, t.start_time)";

    /// <summary>A column for <see cref="Sql"/>: the trace of the outermost span, and a platform's word only where there is none.</summary>
    public static readonly (string Name, string Aggregate) OutermostTrace =
        ("trace", $"argMinIf(lower(hex(t.trace_id)), {SpansFirst}, t.trace_id != toFixedString('', 16))");

    /// <summary>As above, the span.</summary>
    public static readonly (string Name, string Aggregate) OutermostSpan =
        ("span", $"argMinIf(lower(hex(t.span_id)), {SpansFirst}, t.span_id != toFixedString('', 8))");

    /// <summary>An invocation that has not ended and may still: nothing final can be said of it yet.</summary>
    public static readonly string IsOpen = $"outcome = {Number(InvocationOutcome.Running)} AND end_ns = 0";

    /// <summary>
    /// A subquery with the columns function_id, version, architecture, memory_bytes, memory_used_bytes, init_class, outcome, start_ns, end_ns (0 while it is not
    /// known), due_ns (when one without an end reads as lost), until_ns (the end, the deadline of a lost one, or now), init_ns (how
    /// long initialisation took, 0 when nobody told), billed_ns, billed_init_ns (nanoseconds on the bill, and those of them that are initialisation)
    /// and weight (how many it stands for). One without a known deadline has that of the longest invocation. A lost one is billed until its deadline.
    /// </summary>
    /// <remarks>
    /// Invocations of one function are told apart by a hash of 64 bits: among ten million of them two are taken for one in one case of 400,000.
    /// Grouping by the strings, or by 128 bits of SipHash, takes more than twice as long.
    /// </remarks>
    /// <param name="now">Unix nanoseconds.</param>
    /// <param name="more">Further columns, each of them SQL over those of the table.</param>
    public static string Sql(PieceScope scope, long now, SqlParameters parameters, params (string Name, string Aggregate)[] more)
    {
        var at = parameters.Add("Int64", now);
        var own = $"t.source != {Number(PieceSource.Initialisation)}";
        var columns = string.Concat(more.Select(column => $", {column.Aggregate} AS {column.Name}"));
        return
            "SELECT function_id, key, max(t.version) AS version, max(t.architecture) AS architecture, max(t.memory_bytes) AS memory_bytes, "
            + $"max(t.memory_used_bytes) AS memory_used_bytes, "
            // Classes are numbered in the order of the decision; the first and the last of them claim none.
            + $"minIf(t.init_class, t.init_class NOT IN ({Number(InitClass.Warm)}, {Number(InitClass.FirstOfInstance)})) AS init_class, maxIf(t.outcome, {own}) AS reported, "
            + $"minIf(toUnixTimestamp64Nano(t.start_time), {own}) AS start_ns, maxIf(t.end_ns, {own}) AS end_ns, max(t.deadline_ns) AS deadline, "
            + $"if(deadline > 0, deadline, start_ns + {InvocationReach.LongestInvocation}) AS ends_by, ends_by + {InvocationReach.Grace} AS due_ns, "
            + $"if(reported = {Number(InvocationOutcome.Running)} AND end_ns = 0 AND due_ns < {at}, {Number(InvocationOutcome.Lost)}, reported) AS outcome, "
            + $"multiIf(end_ns > 0, end_ns, due_ns < {at}, ends_by, greatest({at}, start_ns)) AS until_ns, "
            // The platform knows its bill; what was worked out of a span is the next best.
            + $"maxIf(t.billed_ns, t.source = {Number(PieceSource.Platform)}) AS platform_billed, "
            + "if(platform_billed > 0, platform_billed, max(t.billed_ns)) AS known_billed, "
            + $"if(outcome = {Number(InvocationOutcome.Lost)}, greatest(known_billed, until_ns - start_ns), known_billed) AS billed_ns, "
            // And it knows the initialisation, which a function takes to last until its first request has reached it.
            + $"maxIf(t.init_ns, t.source IN ({Number(PieceSource.Platform)}, {Number(PieceSource.Initialisation)})) AS platform_init, "
            + "if(platform_init > 0, platform_init, max(t.init_ns)) AS init_ns, "
            + $"if(platform_billed > 0, maxIf(t.billed_init_ns, t.source = {Number(PieceSource.Platform)}), max(t.billed_init_ns)) "
            + $"AS billed_init_ns, max(t.adjusted_count) AS weight{columns} "
            + $"FROM ({LoosePieces.Placed(scope)}) AS t GROUP BY function_id, key";
    }

    /// <summary>A condition over the rows: they start in the range.</summary>
    public static string Started(TimeRange range, SqlParameters parameters) =>
        $"start_ns >= {parameters.Add("Int64", range.FromUnixNanoseconds)} AND start_ns < {parameters.Add("Int64", range.ToUnixNanoseconds)}";

    public static string Number<T>(T value)
        where T : struct, Enum => Convert.ToByte(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}
