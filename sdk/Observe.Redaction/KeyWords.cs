using System.Text;

namespace Observe.Redaction;

/// <summary>
/// The words of a key in lower case: <c>http.request.header.x-api-key</c>, <c>AWS_SECRET_ACCESS_KEY</c> and <c>clientSecret</c> are
/// read alike. Only the end of a very long key is read; that is where its meaning stands.
/// </summary>
internal ref struct KeyWords
{
    public const int MaxBytes = 128;
    private readonly ReadOnlySpan<byte> _folded;

    /// <param name="buffer">At least <see cref="MaxBytes"/> times two.</param>
    public KeyWords(ReadOnlySpan<byte> key, Span<byte> buffer)
    {
        var length = 0;
        var tail = key.Length > MaxBytes ? key[^MaxBytes..] : key;
        for (var i = 0; i < tail.Length; i++)
        {
            var letter = tail[i];
            if (!IsWordByte(letter))
            {
                length = Separate(buffer, length);
                continue;
            }
            var startsHump = char.IsAsciiLetterUpper((char)letter) && i > 0
                && (char.IsAsciiLetterLower((char)tail[i - 1]) || (i + 1 < tail.Length && char.IsAsciiLetterLower((char)tail[i + 1])));
            if (startsHump)
            {
                length = Separate(buffer, length);
            }
            buffer[length++] = char.IsAsciiLetterUpper((char)letter) ? (byte)(letter | 0x20) : letter;
        }
        while (length > 0 && buffer[length - 1] == ' ')
        {
            length--;
        }
        _folded = buffer[..length];
    }

    /// <summary>The word at this place from the end; empty beyond the first.</summary>
    public readonly ReadOnlySpan<byte> FromEnd(int place)
    {
        var rest = _folded;
        for (; place > 0; place--)
        {
            var space = rest.LastIndexOf((byte)' ');
            if (space < 0)
            {
                return [];
            }
            rest = rest[..space];
        }
        return rest[(rest.LastIndexOf((byte)' ') + 1)..];
    }

    /// <summary>True when the last words, put together, are this one.</summary>
    public readonly bool EndsWith(ReadOnlySpan<byte> spaced) =>
        _folded.EndsWith(spaced) && (_folded.Length == spaced.Length || _folded[^(spaced.Length + 1)] == ' ');

    /// <summary>Without the words at the end that say nothing; the first word always stays.</summary>
    public readonly KeyWords WithoutLast(WordTest says)
    {
        var rest = _folded;
        while (rest.LastIndexOf((byte)' ') is > 0 and var space && says(rest[(space + 1)..]))
        {
            rest = rest[..space];
        }
        return new KeyWords(rest);
    }

    public readonly bool Contains(ReadOnlySpan<byte> letters) => _folded.IndexOf(letters) >= 0;

    private KeyWords(ReadOnlySpan<byte> folded) => _folded = folded;

    public override readonly string ToString() => Encoding.UTF8.GetString(_folded);

    private static bool IsWordByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value >= 0x80;

    private static int Separate(Span<byte> buffer, int length)
    {
        if (length > 0 && buffer[length - 1] != ' ')
        {
            buffer[length++] = (byte)' ';
        }
        return length;
    }
}

internal delegate bool WordTest(ReadOnlySpan<byte> word);
