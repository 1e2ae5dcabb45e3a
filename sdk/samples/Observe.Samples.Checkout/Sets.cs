namespace Observe.Samples.Checkout;

/// <summary>What an article is made of. The gift set was edited by hand and holds itself, which nobody notices before somebody orders it.</summary>
internal static class Sets
{
    private static readonly Dictionary<string, string[]> Parts = new()
    {
        ["breakfast-set"] = ["coffee-beans", "espresso-cup"],
        ["gift-set"] = ["breakfast-set", "gift-set"],
    };

    /// <summary>Single articles in an article, sets in sets included.</summary>
    public static int Count(string sku) => Parts.TryGetValue(sku, out var parts) ? parts.Sum(Count) : 1;
}
