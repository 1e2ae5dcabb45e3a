namespace Observe.Redaction;

/// <summary>
/// Numbers of payment cards (13 to 19 digits, perhaps in groups): the check digit, a known issuer and its length must fit, and no letter,
/// digit or decimal point may touch it, so that ids and measures are left alone.
/// </summary>
internal static class PaymentCards
{
    private const int Shortest = 13;
    private const int Longest = 19;
    private static readonly int[][] Groupings = [[4, 4, 4, 4, 3], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4]];

    public static bool TryFind(ReadOnlySpan<byte> text, int from, out SecretMatch match)
    {
        // A card covers at least one of every thirteen bytes: only those are looked at.
        for (var probe = from + Shortest - 1; probe < text.Length; probe += Shortest)
        {
            if (!IsCardByte(text[probe]))
            {
                continue;
            }
            var start = probe;
            while (start > from && IsCardByte(text[start - 1]))
            {
                start--;
            }
            var end = probe + 1;
            while (end < text.Length && IsCardByte(text[end]))
            {
                end++;
            }
            if (end - start >= Shortest && TryFindIn(text, start, end, out match))
            {
                return true;
            }
            probe = Math.Max(probe, end - 1);
        }
        match = default;
        return false;
    }

    private static bool TryFindIn(ReadOnlySpan<byte> text, int start, int end, out SecretMatch match)
    {
        for (var place = start; end - place >= Shortest; place++)
        {
            if (!IsDigit(text[place]))
            {
                continue;
            }
            var digits = DigitsAt(text, place);
            if (!Touches(text, place - 1, -1) && TryLength(text, place, digits, out var length))
            {
                match = new SecretMatch(place, place + length);
                return true;
            }
            place += digits - 1;
        }
        match = default;
        return false;
    }

    private static bool TryLength(ReadOnlySpan<byte> text, int place, int digits, out int length)
    {
        length = digits;
        if (digits is >= Shortest and <= Longest)
        {
            return !Touches(text, place + digits, 1) && IsCard(text.Slice(place, digits));
        }
        if (digits != 4 || place + 4 >= text.Length)
        {
            return false;
        }
        foreach (var grouping in Groupings)
        {
            if (HasGroups(text, place, grouping, out length) && IsCard(text.Slice(place, length)))
            {
                return true;
            }
        }
        return false;
    }

    private static bool HasGroups(ReadOnlySpan<byte> text, int place, int[] grouping, out int length)
    {
        var separator = text[place + 4];
        length = 0;
        foreach (var group in grouping)
        {
            if (length > 0)
            {
                if (place + length >= text.Length || text[place + length] != separator)
                {
                    return false;
                }
                length++;
            }
            if (DigitsAt(text, place + length) != group)
            {
                return false;
            }
            length += group;
        }
        return !Touches(text, place + length, 1);
    }

    private static bool IsCard(ReadOnlySpan<byte> written)
    {
        Span<byte> digits = stackalloc byte[Longest];
        var count = 0;
        foreach (var letter in written)
        {
            if (IsDigit(letter))
            {
                digits[count++] = (byte)(letter - '0');
            }
        }
        return HasIssuer(digits[..count]) && HasCheckDigit(digits[..count]);
    }

    /// <summary>The ranges of ISO/IEC 7812 that the card networks publish.</summary>
    private static bool HasIssuer(ReadOnlySpan<byte> digits)
    {
        var first = (digits[0] * 1000) + (digits[1] * 100) + (digits[2] * 10) + digits[3];
        return (digits.Length, first) switch
        {
            (13 or 16 or 19, >= 4000 and <= 4999) => true, // Visa
            (16, (>= 5100 and <= 5599) or (>= 2221 and <= 2720)) => true, // Mastercard
            (15, (>= 3400 and <= 3499) or (>= 3700 and <= 3799)) => true, // American Express
            (16 or 17 or 18 or 19, 6011 or (>= 6440 and <= 6599)) => true, // Discover
            (16 or 17 or 18 or 19, >= 3528 and <= 3589) => true, // JCB
            (14, (>= 3000 and <= 3059) or (>= 3600 and <= 3699) or (>= 3800 and <= 3999)) => true, // Diners Club
            (16 or 17 or 18 or 19, >= 6200 and <= 6299) => true, // UnionPay
            (16 or 17 or 18 or 19, (>= 5018 and <= 5038) or 5893 or 6304 or (>= 6759 and <= 6763)) => true, // Maestro
            _ => false,
        };
    }

    /// <summary>Luhn, ISO/IEC 7812-1 annex B.</summary>
    private static bool HasCheckDigit(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        var isDoubled = false;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            var value = isDoubled ? digits[i] * 2 : digits[i];
            sum += value > 9 ? value - 9 : value;
            isDoubled = !isDoubled;
        }
        // Zeros alone fit every check.
        return sum % 10 == 0 && digits.IndexOfAnyExcept(digits[^1]) >= 0;
    }

    /// <summary>A letter, a digit or an underscore beside the number, or a decimal point or dash with one behind it.</summary>
    private static bool Touches(ReadOnlySpan<byte> text, int place, int direction)
    {
        if (place < 0 || place >= text.Length)
        {
            return false;
        }
        if (IsWordByte(text[place]))
        {
            return true;
        }
        var beyond = place + direction;
        return text[place] is (byte)'.' or (byte)'-' && beyond >= 0 && beyond < text.Length && IsWordByte(text[beyond]);
    }

    private static int DigitsAt(ReadOnlySpan<byte> text, int place)
    {
        var count = text[place..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return count < 0 ? text.Length - place : count;
    }

    private static bool IsWordByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or >= 0x80;

    private static bool IsCardByte(byte value) => IsDigit(value) || value is (byte)' ' or (byte)'-';

    private static bool IsDigit(byte value) => char.IsAsciiDigit((char)value);
}
