namespace Observe.Redaction;

/// <summary>Which three bytes of a literal are seen the least in telemetry: the fewer false candidates, the less is compared in full.</summary>
internal static class RarestWindow
{
    // From the most to the least frequent in attribute values, folded as LiteralFilter folds: _ is \u007f, @ is \u0060.
    private const string ByFrequency = "etaoinsrc-ldp./0mu1\u007ff2hg34=:by5vw6789 kx\u0060&?\"'jq~z";

    public static int Of(ReadOnlySpan<byte> folded)
    {
        var best = 0;
        var rarest = double.MinValue;
        for (var start = 0; start + 3 <= folded.Length; start++)
        {
            var rarity = Rarity(folded[start]) + Rarity(folded[start + 1]) + Rarity(folded[start + 2]);
            if (rarity > rarest)
            {
                (best, rarest) = (start, rarity);
            }
        }
        return best;
    }

    private static double Rarity(byte folded)
    {
        var rank = ByFrequency.IndexOf((char)folded);
        return Math.Log(rank < 0 ? ByFrequency.Length + 1 : rank + 1);
    }
}
