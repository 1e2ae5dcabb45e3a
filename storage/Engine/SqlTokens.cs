namespace Observe.Storage.Engine;

/// <summary>Cuts SQL into words, quoted pieces and signs, as ClickHouse's lexer does; comments and space are left out.</summary>
internal static class SqlTokens
{
    public static List<string> Of(string sql)
    {
        var tokens = new List<string>();
        for (var at = 0; at < sql.Length;)
        {
            var end = End(sql, at, out var isToken);
            if (isToken)
            {
                tokens.Add(sql[at..end]);
            }
            at = end;
        }
        return tokens;
    }

    private static int End(string sql, int at, out bool isToken)
    {
        var rest = sql.AsSpan(at);
        isToken = !char.IsWhiteSpace(rest[0]) && rest[0] != '\0' && !IsComment(rest);
        return at + (isToken switch
        {
            true when rest[0] is '\'' or '"' or '`' => Quoted(rest),
            true when rest[0] == '$' && HereDocument(rest) is var length and > 0 => length,
            true when IsWord(rest[0]) => Word(rest),
            false when rest.StartsWith("/*") => rest.IndexOf("*/") is var close and >= 0 ? close + 2 : rest.Length,
            false when IsComment(rest) => rest.IndexOf('\n') is var line and >= 0 ? line + 1 : rest.Length,
            _ => 1,
        });
    }

    private static bool IsComment(ReadOnlySpan<char> rest) =>
        rest.StartsWith("--") || rest.StartsWith("/*") || rest.StartsWith("# ") || rest.StartsWith("#!");

    /// <summary>A quote inside is doubled, or escaped by a backslash.</summary>
    private static int Quoted(ReadOnlySpan<char> rest)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\')
            {
                i++;
            }
            else if (rest[i] == rest[0])
            {
                if (i + 1 == rest.Length || rest[i + 1] != rest[0])
                {
                    return i + 1;
                }
                i++;
            }
        }
        return rest.Length;
    }

    /// <summary><c>$tag$ ... $tag$</c>; 0 when it is none.</summary>
    private static int HereDocument(ReadOnlySpan<char> rest)
    {
        var length = 1 + Word(rest[1..]);
        if (length >= rest.Length || rest[length] != '$')
        {
            return 0;
        }
        var tag = rest[..(length + 1)];
        var close = rest[tag.Length..].IndexOf(tag);
        return close < 0 ? 0 : close + (2 * tag.Length);
    }

    private static int Word(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && IsWord(rest[length]))
        {
            length++;
        }
        return length;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
