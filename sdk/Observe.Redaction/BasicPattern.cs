using System.Buffers;
using System.Buffers.Text;

namespace Observe.Redaction;

/// <summary><c>Basic CREDENTIALS</c>: base64 of a name, a colon and a password. Words after "basic" decode to no such thing.</summary>
internal sealed class BasicPattern : SecretPattern
{
    private const int Longest = 1024;
    private static readonly SearchValues<byte> Base64Bytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    public override bool TryMatch(ReadOnlySpan<byte> text, int from, LiteralHit hit, out SecretMatch match)
    {
        var start = hit.Start + hit.Length;
        var rest = text[start..];
        var length = (rest.Length > Longest ? rest[..Longest] : rest).IndexOfAnyExcept(Base64Bytes);
        length = length < 0 ? Math.Min(rest.Length, Longest) : length;
        match = new SecretMatch(start, start + length);
        return start >= from && BeginsWord(text, hit.Start) && IsNameAndPassword(rest[..length]);
    }

    private static bool IsNameAndPassword(ReadOnlySpan<byte> base64)
    {
        Span<byte> decoded = stackalloc byte[Longest];
        // A cut end or left-out padding does not hide the colon.
        var whole = base64[..(base64.Length / 4 * 4)];
        return Base64.DecodeFromUtf8(whole, decoded, out _, out var written) is OperationStatus.Done
            && decoded[..written].IndexOf((byte)':') >= 0
            && decoded[..written].IndexOfAnyInRange((byte)0, (byte)0x1F) < 0;
    }
}
