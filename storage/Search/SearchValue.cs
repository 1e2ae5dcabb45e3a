using System.Globalization;

namespace Observe.Storage.Search;

/// <summary>What a value's unit measures.</summary>
public enum SearchUnit
{
    None,

    /// <summary>The number is nanoseconds.</summary>
    Duration,

    /// <summary>The number is bytes.</summary>
    Bytes,
}

/// <summary>
/// A value of a search. A bare number has both its number and its text, so that it compares with numbers and with texts
/// that look like one; a quoted text has no number.
/// </summary>
public sealed record SearchValue(string Text, decimal? Number = null, SearchUnit Unit = SearchUnit.None, bool Quoted = false)
{
    private static readonly (string Suffix, SearchUnit Unit, decimal Factor)[] Units =
    [
        ("ns", SearchUnit.Duration, 1),
        ("us", SearchUnit.Duration, 1e3m),
        ("µs", SearchUnit.Duration, 1e3m),
        ("ms", SearchUnit.Duration, 1e6m),
        ("KB", SearchUnit.Bytes, 1_024),
        ("MB", SearchUnit.Bytes, 1_048_576),
        ("GB", SearchUnit.Bytes, 1_073_741_824),
        ("s", SearchUnit.Duration, 1e9m),
        ("m", SearchUnit.Duration, 60e9m),
        ("h", SearchUnit.Duration, 3_600e9m),
        ("d", SearchUnit.Duration, 86_400e9m),
    ];

    // The first holds every 64-bit integer; the second times the largest unit is still a decimal.
    private const decimal Largest = 1e20m;
    private const decimal LargestWithUnit = 1e14m;

    /// <summary>Reads a bare word: a number, a number with a unit, or a text.</summary>
    public static SearchValue OfBare(string word)
    {
        if (TryNumber(word, Largest, out var plain))
        {
            return new SearchValue(word, plain);
        }
        foreach (var (suffix, unit, factor) in Units)
        {
            if (word.EndsWith(suffix, StringComparison.Ordinal)
                && TryNumber(word.AsSpan(0, word.Length - suffix.Length), LargestWithUnit, out var number))
            {
                return new SearchValue(word, number * factor, unit);
            }
        }
        return new SearchValue(word);
    }

    public static SearchValue OfQuoted(string text) => new(text, Quoted: true);

    public override string ToString() => Quoted || !SearchQuoting.IsBareValue(Text) ? SearchQuoting.Quote(Text) : Text;

    /// <summary>Decimal, so that every integer of 64 bits and every time in nanoseconds is exact; beyond the bound it is a text.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, decimal largest, out decimal number) =>
        decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out number)
        && Math.Abs(number) <= largest;
}
