namespace Observe.Redaction;

/// <summary>A file format that is secret as a whole: everything from the literal on.</summary>
internal sealed class RestPattern : SecretPattern
{
    public override bool TryMatch(ReadOnlySpan<byte> text, int from, LiteralHit hit, out SecretMatch match)
    {
        match = new SecretMatch(hit.Start, text.Length);
        return hit.Start >= from && BeginsWord(text, hit.Start);
    }
}
