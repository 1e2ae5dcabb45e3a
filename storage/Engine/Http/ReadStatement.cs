namespace Observe.Storage.Engine.Http;

/// <summary>
/// Says whether a text of somebody else's is one statement that only reads. The sandbox of the connection refuses changes to
/// data and settings; this refuses what the engine does beside a statement: write its answer to a file, run a second one,
/// change the session's database.
/// </summary>
internal static class ReadStatement
{
    private static readonly HashSet<string> Beginnings =
        new(["SELECT", "WITH", "SHOW", "DESC", "DESCRIBE", "EXISTS", "EXPLAIN", "("], StringComparer.OrdinalIgnoreCase);

    /// <summary>Why it is refused; null when it is taken.</summary>
    public static string? Complaint(string sql)
    {
        // Wherever it stands, so that no odd quoting can hide it.
        if (sql.Contains("OUTFILE", StringComparison.OrdinalIgnoreCase))
        {
            return "An answer is not written to a file: OUTFILE is not taken.";
        }
        var tokens = SqlTokens.Of(sql);
        if (tokens.Count == 0 || !Beginnings.Contains(tokens[0]))
        {
            return "Only statements that read are taken: SELECT, WITH, SHOW, DESCRIBE, EXISTS, EXPLAIN.";
        }
        var end = tokens.IndexOf(";");
        return end >= 0 && end < tokens.Count - 1 ? "Only one statement is taken at a time." : null;
    }
}
