namespace Observe.Redaction;

/// <summary>The part of a text that is a secret.</summary>
/// <param name="IsPair">It is a name and a password with a colon between them.</param>
internal readonly record struct SecretMatch(int Start, int End, bool IsPair = false);

/// <summary>
/// Decides whether a secret stands around a literal that was found. Each looks at a bounded stretch, or at bytes that no later
/// hit looks at again, so that a text of any kind takes time in proportion to its length.
/// </summary>
internal abstract class SecretPattern
{
    /// <param name="from">What lies before was looked at and stays as it is.</param>
    public abstract bool TryMatch(ReadOnlySpan<byte> text, int from, LiteralHit hit, out SecretMatch match);

    /// <summary>True when no letter or digit stands before the place; the escape of a line end in JSON text is none.</summary>
    protected static bool BeginsWord(ReadOnlySpan<byte> text, int place) =>
        place == 0
        || !char.IsAsciiLetterOrDigit((char)text[place - 1])
        || (place > 1 && text[place - 2] == '\\' && text[place - 1] is (byte)'n' or (byte)'r' or (byte)'t');
}
