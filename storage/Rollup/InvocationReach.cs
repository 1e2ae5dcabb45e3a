namespace Observe.Storage.Rollup;

/// <summary>How far a piece of an invocation reaches in time: which slots it can change, and so which pieces a slot is made of.</summary>
internal static class InvocationReach
{
    /// <summary>
    /// Serverless platforms let an invocation of an HTTP request or an event run for at most an hour (Cloud Run; Lambda 15 minutes). What
    /// says that it takes longer is cut there in concurrency, and what has neither an end nor a deadline is taken for lost then.
    /// </summary>
    public const long LongestInvocation = 3_600 * UnixTime.NanosecondsPerSecond;

    /// <summary>An invocation without an end reads as lost this long after its deadline.</summary>
    public const long Grace = 30 * UnixTime.NanosecondsPerSecond;

    /// <summary>Host, worker and platform may each name another start for one invocation, at most this far apart, in nanoseconds.</summary>
    public const long PieceSkew = 60 * UnixTime.NanosecondsPerSecond;

    /// <summary>
    /// So far around a range lie the pieces that decide which invocations start in it: those of an invocation, and those of another attempt to
    /// which a piece without an instance may be nearer.
    /// </summary>
    public const long StartSkew = 2 * PieceSkew;

    /// <summary>A slot reaches so far back: to the pieces of all that may still run in it.</summary>
    public const long Before = LongestInvocation + StartSkew;

    /// <summary>Until then a piece of an invocation that started in a slot may name a start after it.</summary>
    public static readonly TimeSpan After = TimeSpan.FromTicks(StartSkew / TimeSpan.NanosecondsPerTick);

    /// <summary>All slots that a piece with this start can change.</summary>
    public static IEnumerable<int> SlotsOf(long start)
    {
        var first = RollupSlot.Of(start - StartSkew);
        return Enumerable.Range(first, RollupSlot.Of(start + Before) - first + 1);
    }

    /// <summary>
    /// SQL of an array with the numbers of the slots that <see cref="SlotsOf"/> names for each start within a minute: slots and reaches are
    /// whole minutes, so that all of its starts have the same.
    /// </summary>
    /// <param name="minute">SQL of the start of the minute in seconds, Int64.</param>
    public static string SlotsOfMinute(string minute) =>
        $"range(intDiv({minute} - {StartSkew / UnixTime.NanosecondsPerSecond}, {RollupSlot.Seconds}), "
        + $"intDiv({minute} + {Before / UnixTime.NanosecondsPerSecond}, {RollupSlot.Seconds}) + 1)";
}
