using System.Globalization;

namespace Observe.Functions.Normalisation;

/// <summary>Reads the consistent-sampling threshold of a W3C trace state (<c>ot=th:...</c>).</summary>
public static class SamplingThreshold
{
    private const int HexDigits = 14;
    private const long Whole = 1L << 56;

    /// <summary>How many spans this one stands for: 2^56 / (2^56 - threshold); 1 when there is no valid threshold.</summary>
    public static double AdjustedCount(ReadOnlySpan<char> traceState)
    {
        foreach (var member in traceState.Split(','))
        {
            var text = traceState[member].Trim();
            if (text.StartsWith("ot=", StringComparison.Ordinal))
            {
                return FromOpenTelemetryMember(text[3..]);
            }
        }
        return 1;
    }

    private static double FromOpenTelemetryMember(ReadOnlySpan<char> member)
    {
        foreach (var field in member.Split(';'))
        {
            var text = member[field];
            if (text.StartsWith("th:", StringComparison.Ordinal) && TryParse(text[3..], out var threshold))
            {
                // Subtracted as integers: a double would round the highest thresholds up to the whole.
                return (double)Whole / (Whole - threshold);
            }
        }
        return 1;
    }

    private static bool TryParse(ReadOnlySpan<char> hex, out long threshold)
    {
        threshold = 0;
        if (hex.Length is 0 or > HexDigits
            || !long.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }
        // Trailing zeros are left out on the wire.
        threshold = value << (4 * (HexDigits - hex.Length));
        return true;
    }
}
