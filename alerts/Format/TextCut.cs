namespace Observe.Alerts.Format;

/// <summary>Shortens what a receiver would refuse, and says so in its place.</summary>
public static class TextCut
{
    /// <returns>At most so many UTF-16 units; no pair is torn.</returns>
    public static string To(string text, int max) => To(text, max, static character => 1);

    /// <param name="costs">What a character takes once it is written for the receiver.</param>
    public static string To(string text, int max, Func<char, int> costs)
    {
        if (text.Sum(costs) <= max)
        {
            return text;
        }
        // The count itself has at most ten digits.
        const int NoteLength = 30;
        var (kept, used) = (0, 0);
        while (used + costs(text[kept]) <= max - NoteLength)
        {
            used += costs(text[kept++]);
        }
        if (kept > 0 && char.IsHighSurrogate(text[kept - 1]))
        {
            kept--;
        }
        return $"{text[..kept]} ... ({text.Length - kept} more characters)";
    }
}
