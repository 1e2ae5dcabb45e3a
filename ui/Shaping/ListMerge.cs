namespace Observe.UI.Shaping;

/// <summary>Puts a fresh first page over the rows that are shown, newest first.</summary>
public static class ListMerge
{
    /// <summary>
    /// The fresh rows, then what was shown and lies behind them. Null when they do not meet: rows in between are then
    /// unknown, and only the fresh page may be shown.
    /// </summary>
    public static IReadOnlyList<T>? Of<T, TKey>(IReadOnlyList<T> fresh, IReadOnlyList<T> shown, Func<T, TKey> keyOf, int most)
    {
        var keys = fresh.Select(keyOf).ToHashSet();
        return shown.Any(row => keys.Contains(keyOf(row)))
            ? [.. fresh.Concat(shown.Where(row => !keys.Contains(keyOf(row)))).Take(most)]
            : null;
    }
}
