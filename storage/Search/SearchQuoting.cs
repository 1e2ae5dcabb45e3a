using System.Text;

namespace Observe.Storage.Search;

/// <summary>What may stand without quotes, and how the rest is quoted.</summary>
internal static class SearchQuoting
{
    private static readonly HashSet<string> Words =
        new(["and", "or", "not", "in", "exists", "contains", "starts", "with"], StringComparer.OrdinalIgnoreCase);

    public static bool IsWord(string text) => Words.Contains(text);

    /// <summary>Letters, digits and the marks that occur in names, paths, addresses and patterns.</summary>
    public static bool IsBareCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "._-/:@*+#$%{}[]?&;|\\^".Contains(c, StringComparison.Ordinal) || c > 0xa0 && char.IsLetterOrDigit(c);

    public static bool IsBareValue(string text) => text.Length > 0 && text.All(IsBareCharacter) && !IsWord(text) && HasPairedBraces(text);

    public static bool IsBareField(string text) => IsBareValue(text) && (char.IsLetter(text[0]) || text[0] == '_');

    public static string Quote(string text) => Wrap(text, '"');

    public static string QuoteField(string text) => Wrap(text, '`');

    /// <summary>A brace without its other half could be taken for one that groups conditions.</summary>
    private static bool HasPairedBraces(string text)
    {
        var open = 0;
        foreach (var c in text)
        {
            open += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (open < 0)
            {
                return false;
            }
        }
        return open == 0;
    }

    private static string Wrap(string text, char quote)
    {
        var wrapped = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var c in text)
        {
            if (c == quote || c == '\\')
            {
                wrapped.Append('\\');
            }
            wrapped.Append(c);
        }
        return wrapped.Append(quote).ToString();
    }
}
