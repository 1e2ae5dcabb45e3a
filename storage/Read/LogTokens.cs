using System.Text;

namespace Observe.Storage.Read;

/// <summary>The words of a log line, with a wildcard for what looks like a value: anything with a digit in it.</summary>
internal static class LogTokens
{
    /// <summary>What follows them is one more, which may be anything.</summary>
    public const int Most = 100;

    /// <summary>What a regular expression of the store takes as space.</summary>
    private static readonly char[] Spaces = [' ', '\t', '\n', '\f', '\r'];

    /// <summary>Values are cut out between these; the rest of the word stays, as <c>attempt=</c>.</summary>
    private const string Delimiters = "=:,;()[]{}\"'`/\\|<>&?@!*";

    /// <summary>Wildcards with only these between them are one: a time, an address.</summary>
    private const string Joiners = ":/";

    public static string[] Of(string body)
    {
        var words = body.Split(Spaces, Most + 1, StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Select((word, index) => index == Most ? LogPattern.Wildcard : Mask(word))];
    }

    private static string Mask(string word)
    {
        if (!word.Any(char.IsAsciiDigit))
        {
            return word;
        }
        var masked = new StringBuilder();
        var start = 0;
        for (var i = 0; i <= word.Length; i++)
        {
            if (i < word.Length && !Delimiters.Contains(word[i], StringComparison.Ordinal))
            {
                continue;
            }
            Append(masked, word.AsSpan(start, i - start));
            if (i < word.Length)
            {
                masked.Append(word[i]);
            }
            start = i + 1;
        }
        return masked.ToString();
    }

    private static void Append(StringBuilder masked, ReadOnlySpan<char> part)
    {
        if (!part.ContainsAnyInRange('0', '9'))
        {
            masked.Append(part);
        }
        else if (masked.Length > LogPattern.Wildcard.Length && Joiners.Contains(masked[^1], StringComparison.Ordinal)
            && masked.ToString(0, masked.Length - 1).EndsWith(LogPattern.Wildcard, StringComparison.Ordinal))
        {
            masked.Length--;
        }
        else
        {
            masked.Append(LogPattern.Wildcard);
        }
    }
}
