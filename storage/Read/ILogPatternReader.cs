using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Puts log lines together that differ only in what changes from line to line.</summary>
public interface ILogPatternReader
{
    /// <summary>Of the newest lines that match, at most <see cref="LogPatternsQuery.Lines"/>.</summary>
    Task<LogPatternsResult> FindAsync(LogPatternsQuery query, CancellationToken cancellationToken);
}

/// <param name="Search">Null for everything that a list of logs shows.</param>
/// <param name="Lines">How many lines are looked at, 1 to <see cref="MostLines"/>.</param>
public sealed record LogPatternsQuery(TimeRange Range, SearchExpression? Search = null, int Lines = LogPatternsQuery.DefaultLines)
{
    public const int DefaultLines = 10_000;
    public const int MostLines = 50_000;
}

/// <param name="Patterns">The commonest first, at most <see cref="MostPatterns"/>.</param>
/// <param name="Lines">So many lines were looked at, the newest that match.</param>
/// <param name="OtherLines">Of these, lines of patterns that are not listed.</param>
public sealed record LogPatternsResult(IReadOnlyList<LogPattern> Patterns, long Lines, long OtherLines, Scanned Scanned)
{
    public const int MostPatterns = 100;
}

/// <summary>Lines that are alike. Counts are of the lines that were looked at.</summary>
/// <param name="Text">The words that they share, with <see cref="Wildcard"/> for those that change.</param>
/// <param name="Search">Finds the lines of the pattern, by their body; a long one by its beginning.</param>
/// <param name="Errors">Lines of severity 17 and above.</param>
/// <param name="Warnings">Lines of severity 13 to 16.</param>
/// <param name="Services">Who wrote them, the most first.</param>
/// <param name="Example">The newest of them, as far as it was looked at.</param>
public sealed record LogPattern(
    string Text, SearchExpression Search, long Count, long Errors, long Warnings, long FirstUnixNanoseconds, long LastUnixNanoseconds,
    IReadOnlyList<string> Services, string Example)
{
    public const string Wildcard = "<*>";
}
