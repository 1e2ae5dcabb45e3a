namespace Observe.Storage.Read;

/// <summary>Reads the log lines around one.</summary>
public interface ILogContextReader
{
    /// <summary>Null when the line itself is not stored.</summary>
    Task<LogContextResult?> ReadAsync(LogContextQuery query, CancellationToken cancellationToken);
}

/// <param name="UnixNanoseconds">When the line was written, and <paramref name="Id"/>: which it is of that time. The first or the last line of an answer reads on.</param>
/// <param name="Scope">Whose lines.</param>
/// <param name="Before">Lines before it at most, 0 to 200.</param>
/// <param name="After">Lines after it at most, 0 to 200.</param>
public sealed record LogContextQuery(
    long UnixNanoseconds, string Id, LogContextScope Scope = LogContextScope.Instance, int Before = LogContextQuery.Default, int After = LogContextQuery.Default)
{
    public const int Default = 20;
    public const int Most = 200;

    /// <summary>No further than this before or after the line.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromHours(1);
}

public enum LogContextScope
{
    /// <summary>Of the same resource: one instance of one service.</summary>
    Instance,

    /// <summary>Of all instances of the service.</summary>
    Service,
}

/// <summary>Lines in order of time.</summary>
/// <param name="HasEarlier">There are more before the first, within the reach.</param>
/// <param name="HasLater">There are more after the last, within the reach.</param>
public sealed record LogContextResult(IReadOnlyList<LogRecord> Before, LogRecord Line, IReadOnlyList<LogRecord> After, bool HasEarlier, bool HasLater);
