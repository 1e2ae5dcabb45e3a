namespace Observe.Redaction;

/// <summary>A private key between its BEGIN and END lines; without an end, all that follows.</summary>
internal sealed class PemPattern : SecretPattern
{
    // "-----BEGIN ENCRYPTED PRIVATE KEY-----" and its kin are shorter.
    private const int MaxLabel = 64;

    public override bool TryMatch(ReadOnlySpan<byte> text, int from, LiteralHit hit, out SecretMatch match)
    {
        match = default;
        var label = text[(hit.Start + hit.Length)..];
        label = label.Length > MaxLabel ? label[..MaxLabel] : label;
        var labelEnd = label.IndexOf("-----"u8);
        if (hit.Start < from || !BeginsWord(text, hit.Start) || labelEnd < 0 || label[..labelEnd].IndexOf("PRIVATE KEY"u8) < 0)
        {
            return false;
        }
        var body = hit.Start + hit.Length + labelEnd;
        var end = text[body..].IndexOf("-----END "u8);
        if (end < 0)
        {
            match = new SecretMatch(hit.Start, text.Length);
            return true;
        }
        var endLabel = body + end + "-----END "u8.Length;
        var rest = text[endLabel..];
        rest = rest.Length > MaxLabel ? rest[..MaxLabel] : rest;
        var close = rest.IndexOf("-----"u8);
        match = new SecretMatch(hit.Start, close < 0 ? endLabel : endLabel + close + 5);
        return true;
    }
}
