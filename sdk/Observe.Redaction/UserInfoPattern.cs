using System.Buffers;

namespace Observe.Redaction;

/// <summary>Name and password in an address: <c>scheme://name:password@host</c>.</summary>
internal sealed class UserInfoPattern : SecretPattern
{
    private const int Longest = 512;
    private static readonly SearchValues<byte> AuthorityEnd = SearchValues.Create("/?# \t\r\n\"'<>`\\|^"u8);

    public override bool TryMatch(ReadOnlySpan<byte> text, int from, LiteralHit hit, out SecretMatch match)
    {
        match = default;
        var start = hit.Start + hit.Length;
        var rest = text[start..];
        rest = rest.Length > Longest ? rest[..Longest] : rest;
        var end = rest.IndexOfAny(AuthorityEnd);
        var authority = end < 0 ? rest : rest[..end];
        // The last one: passwords may contain it.
        var at = authority.LastIndexOf((byte)'@');
        if (start < from || at <= 0)
        {
            return false;
        }
        var userInfo = authority[..at];
        var isPair = userInfo.IndexOf((byte)':') >= 0;
        match = new SecretMatch(start, start + at, isPair);
        return !userInfo.SequenceEqual(isPair ? Redactor.PairReplacement : Redactor.Replacement);
    }
}
