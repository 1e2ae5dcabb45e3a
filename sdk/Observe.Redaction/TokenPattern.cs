namespace Observe.Redaction;

/// <summary>A token with a literal in it: runs of bytes after it, and perhaps before it.</summary>
/// <param name="after">As <see cref="ByteRun.Parse"/> reads it. A token that goes on beyond is none of this kind.</param>
/// <param name="keepsLiteral">The literal is the name of a parameter and stays.</param>
internal sealed class TokenPattern(string after, string before = "", bool keepsLiteral = false) : SecretPattern
{
    private readonly ByteRun[] _after = ByteRun.Parse(after);
    private readonly ByteRun? _before = before.Length == 0 ? null : ByteRun.Parse(before).Single();

    public override bool TryMatch(ReadOnlySpan<byte> text, int from, LiteralHit hit, out SecretMatch match)
    {
        match = default;
        var start = hit.Start;
        var first = _before ?? _after[0];
        if (_before is not null)
        {
            var count = _before.Before(text, start);
            if (count < 0)
            {
                return false;
            }
            start -= count;
        }
        if (start < from || !BeginsWord(text, start) || (!keepsLiteral && IsInsideRun(text, start, first)))
        {
            return false;
        }
        var end = hit.Start + hit.Length;
        foreach (var run in _after)
        {
            var count = run.After(text, end);
            if (count < 0)
            {
                return false;
            }
            end += count;
        }
        if (end < text.Length && (_after[^1].Class.Contains(text[end]) || char.IsAsciiLetterOrDigit((char)text[end])))
        {
            return false;
        }
        match = new SecretMatch(keepsLiteral ? hit.Start + hit.Length : start, end);
        return !text[match.Start..match.End].SequenceEqual(Redactor.Replacement);
    }

    /// <summary>A literal inside a longer run of the same bytes is chance; so each run is looked at once only.</summary>
    private static bool IsInsideRun(ReadOnlySpan<byte> text, int start, ByteRun run) =>
        start > 0 && !char.IsAsciiLetterOrDigit((char)text[start - 1]) && run.Class.Contains(text[start - 1]);
}
