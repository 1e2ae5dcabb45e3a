using System.Buffers;

namespace Observe.Redaction;

/// <summary>What follows an authentication scheme: <c>Bearer TOKEN</c>. A word of prose after it is none.</summary>
internal sealed class BearerPattern : SecretPattern
{
    private const int Shortest = 8;

    // No word of any language is as long.
    private const int LongerThanWords = 32;

    // RFC 6750: b64token.
    private static readonly SearchValues<byte> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="u8);

    public override bool TryMatch(ReadOnlySpan<byte> text, int from, LiteralHit hit, out SecretMatch match)
    {
        var start = hit.Start + hit.Length;
        var length = text[start..].IndexOfAnyExcept(Token);
        length = length < 0 ? text.Length - start : length;
        var token = text.Slice(start, length);
        match = new SecretMatch(start, start + length);
        return start >= from && BeginsWord(text, hit.Start) && length >= Shortest
            && (length >= LongerThanWords || token.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0);
    }
}
