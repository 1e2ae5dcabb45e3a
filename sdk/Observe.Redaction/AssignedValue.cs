using System.Buffers;

namespace Observe.Redaction;

/// <summary>Where the value after a name begins, and how it is written.</summary>
/// <param name="Start">After the separator, the spaces and the quote.</param>
/// <param name="Quote">0 when there is none.</param>
/// <param name="IsEscaped">The quote has a backslash before it: JSON inside a string.</param>
/// <param name="IsLoose">Written with a colon or a space and no quotes, as prose and code are: only what looks like a secret is taken for one.</param>
internal readonly record struct AssignedValue(int Start, byte Quote, bool IsEscaped, bool IsLoose)
{
    private const int MostSpaces = 4;
    private const int ShortestLoose = 8;
    private static readonly SearchValues<byte> End = SearchValues.Create(" \t\r\n\"'`&;,)}]>|\\"u8);
    private static readonly SearchValues<byte> ConnectionStringEnd = SearchValues.Create(";\"\r\n"u8);
    private static readonly SearchValues<byte> LineEnd = SearchValues.Create("\r\n\"'"u8);
    private static readonly string[] NoSecrets = ["true", "false", "null", "none", "nil", "undefined", "redacted"];

    public static bool TryFind(ReadOnlySpan<byte> text, int nameEnd, out AssignedValue value)
    {
        value = default;
        var place = SkipQuote(text, nameEnd, out _, out _);
        var spaces = SkipSpaces(text, ref place);
        if (place >= text.Length || text[place] is not ((byte)'=' or (byte)':'))
        {
            return false;
        }
        var isColon = text[place++] == ':';
        if (place < text.Length && text[place] is (byte)'=' or (byte)'>')
        {
            place++;
        }
        spaces += SkipSpaces(text, ref place);
        place = SkipQuote(text, place, out var quote, out var isEscaped);
        value = new AssignedValue(place, quote, isEscaped, quote == 0 && (isColon || spaces > 0));
        return place < text.Length;
    }

    /// <param name="isConnectionString">Only a semicolon ends the value.</param>
    public bool TryRead(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, bool isConnectionString, out Range secret)
    {
        var rest = text[Start..];
        var isHeader = IsHeader(name);
        var length = Quote != 0 ? QuotedLength(rest) : rest.IndexOfAny(isHeader ? LineEnd : isConnectionString && !IsLoose ? ConnectionStringEnd : End);
        length = length < 0 ? rest.Length : length;
        secret = Start..(Start + length);
        return IsSecret(rest[..length], isHeader);
    }

    private bool IsSecret(ReadOnlySpan<byte> value, bool isHeader)
    {
        if (value.IsEmpty || IsPlaceholder(value))
        {
            return false;
        }
        return !IsLoose || isHeader
            || (value.Length >= ShortestLoose && value.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0);
    }

    private bool IsPlaceholder(ReadOnlySpan<byte> value)
    {
        foreach (var word in NoSecrets)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(value, word))
            {
                return true;
            }
        }
        // What another kind has been taken out of, here or in the function's SDK.
        if (value.StartsWith(Redactor.Replacement) && !char.IsAsciiLetterOrDigit((char)value[Redactor.Replacement.Length]))
        {
            return true;
        }
        return value[0] switch
        {
            (byte)'?' or (byte)'*' or (byte)'{' or (byte)'[' or (byte)'(' or (byte)'<' => Quote == 0 || value.IndexOfAnyExcept(value[0]) < 0,
            (byte)'$' => value.Length == 1 || value[1] == '{' || value[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0,
            (byte)'@' or (byte)':' or (byte)'%' => Quote == 0,
            // PWD is a folder where shells are concerned.
            (byte)'/' => Quote == 0,
            _ => false,
        };
    }

    private int QuotedLength(ReadOnlySpan<byte> rest)
    {
        for (var place = 0; place < rest.Length; place++)
        {
            var next = rest[place..].IndexOfAny(Quote, (byte)'\\');
            if (next < 0)
            {
                return -1;
            }
            place += next;
            if (rest[place] == Quote)
            {
                return place;
            }
            if (IsEscaped && place + 1 < rest.Length && rest[place + 1] == Quote)
            {
                return place;
            }
            // An escaped byte is no end.
            place++;
        }
        return -1;
    }

    /// <summary>Headers whose value may have spaces in it.</summary>
    private static bool IsHeader(ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(name, "authorization"u8) || System.Text.Ascii.EqualsIgnoreCase(name, "proxy-authorization"u8)
        || System.Text.Ascii.EqualsIgnoreCase(name, "cookie"u8) || System.Text.Ascii.EqualsIgnoreCase(name, "set-cookie"u8);

    private static int SkipSpaces(ReadOnlySpan<byte> text, ref int place)
    {
        var start = place;
        while (place < text.Length && place - start < MostSpaces && text[place] == ' ')
        {
            place++;
        }
        return place - start;
    }

    private static int SkipQuote(ReadOnlySpan<byte> text, int place, out byte quote, out bool isEscaped)
    {
        var at = place;
        isEscaped = at < text.Length && text[at] == '\\';
        at += isEscaped ? 1 : 0;
        quote = at < text.Length && text[at] is (byte)'"' or (byte)'\'' ? text[at] : (byte)0;
        if (quote == 0)
        {
            isEscaped = false;
            return place;
        }
        return at + 1;
    }
}
