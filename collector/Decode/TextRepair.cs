using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>
/// Makes what senders call text storable: invalid UTF-8 becomes U+FFFD, and what is longer than the limit is cut at the
/// end of a character.
/// </summary>
internal sealed class TextRepair
{
    private readonly ColumnBuffer _repaired = new();

    /// <summary>Texts of this request that were not valid UTF-8.</summary>
    public long InvalidCount { get; private set; }

    /// <summary>The text itself when nothing is wrong with it; else a copy that holds until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text, out bool cut)
    {
        if (IsShortAscii(text))
        {
            cut = false;
            return text;
        }
        return CleanOther(text, out cut);
    }

    public void Reset()
    {
        InvalidCount = 0;
        _repaired.Reset();
    }

    /// <summary>What fits of the text, to the end of a character.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text) =>
        text.Length > DecodeLimits.MaxValueBytes ? text[..EndOfCharacter(text)] : text;

    /// <summary>Most texts are: their check must cost less than a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsShortAscii(ReadOnlySpan<byte> text)
    {
        const ulong HighBits = 0x8080_8080_8080_8080;
        if (text.Length > 64)
        {
            return false;
        }
        ref var start = ref MemoryMarshal.GetReference(text);
        ulong bits = 0;
        nuint at = 0;
        if (text.Length < sizeof(ulong))
        {
            for (; at < (nuint)text.Length; at++)
            {
                bits |= Unsafe.Add(ref start, at);
            }
            return (bits & HighBits) == 0;
        }
        for (; at < (nuint)(text.Length - sizeof(ulong)); at += sizeof(ulong))
        {
            bits |= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at));
        }
        bits |= Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, (nuint)(text.Length - sizeof(ulong))));
        return (bits & HighBits) == 0;
    }

    private ReadOnlySpan<byte> CleanOther(ReadOnlySpan<byte> text, out bool cut)
    {
        cut = text.Length > DecodeLimits.MaxValueBytes;
        text = Cut(text);
        return Utf8.IsValid(text) ? text : Replace(text);
    }

    /// <summary>The last place up to the limit where a character begins.</summary>
    private static int EndOfCharacter(ReadOnlySpan<byte> text)
    {
        var end = DecodeLimits.MaxValueBytes;
        // Continuation bytes are 10xxxxxx, three at most; more of them are not UTF-8 anyway.
        for (var back = 0; back < 3 && (text[end] & 0xc0) == 0x80; back++)
        {
            end--;
        }
        return end;
    }

    private ReadOnlySpan<byte> Replace(ReadOnlySpan<byte> text)
    {
        InvalidCount++;
        _repaired.Truncate(0);
        var limit = DecodeLimits.MaxValueBytes;
        while (text.Length > 0)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            text = text[consumed..];
            if (_repaired.Length + rune.Utf8SequenceLength > limit)
            {
                break;
            }
            // What could not be decoded came out as U+FFFD.
            rune.EncodeToUtf8(_repaired.Take(rune.Utf8SequenceLength));
        }
        return _repaired.Written;
    }
}
