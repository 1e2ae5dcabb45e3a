using Observe.Storage.Search;

namespace Observe.UI.Shaping;

/// <summary>The words of a search that can be marked in the lines it found.</summary>
public static class QueryWords
{
    private const int Shortest = 2;

    /// <summary>Texts of the search that are more than a character; fields, words of the language and numbers are none.</summary>
    public static IReadOnlyList<string> Of(string search) =>
    [
        .. SearchTokens.Of(search)
            .Where(token => token.Kind == SearchTokenKind.Text)
            .Select(token => token.Value)
            .Where(word => word.Length >= Shortest)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The text in pieces; those that are one of the words are hits. The first of overlapping words wins.</summary>
    public static IReadOnlyList<(string Text, bool IsHit)> Mark(string text, IReadOnlyList<string> words)
    {
        var pieces = new List<(string, bool)>();
        var from = 0;
        while (from < text.Length && Next(text, words, from) is { } hit)
        {
            if (hit.At > from)
            {
                pieces.Add((text[from..hit.At], false));
            }
            pieces.Add((text.Substring(hit.At, hit.Length), true));
            from = hit.At + hit.Length;
        }
        if (from < text.Length)
        {
            pieces.Add((text[from..], false));
        }
        return pieces;
    }

    private static (int At, int Length)? Next(string text, IReadOnlyList<string> words, int from)
    {
        (int At, int Length)? first = null;
        foreach (var word in words)
        {
            var at = text.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && (first is null || at < first.Value.At))
            {
                first = (at, word.Length);
            }
        }
        return first;
    }
}
