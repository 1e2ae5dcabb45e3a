using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Observe.Redaction;

/// <summary>Where a literal stands in a text.</summary>
/// <param name="Index">Of the literal, in the order in which the filter was given them.</param>
internal readonly record struct LiteralHit(int Index, int Start, int Length);

/// <summary>
/// Finds the first of many literals, all at once, ignoring the case of ASCII letters. Sixteen places at a time are compared by three
/// bytes of each literal: the literals are spread over eight buckets, a bit each, and a table lookup by either half of a byte
/// says which buckets may have that byte (the Teddy algorithm of Hyperscan). What passes is compared in full.
/// </summary>
internal sealed class LiteralFilter
{
    private const int Window = 3;
    private const int Block = 16;
    private const int Buckets = 8;
    private const int Heads = 1024;

    private readonly Literal[] _literals;
    private readonly short[] _heads = new short[Heads];

    // By place in the window: the buckets that have a byte with this lower or upper half.
    private readonly Vector128<byte> _low0, _low1, _low2, _high0, _high1, _high2;

    /// <param name="literals">Of three bytes or more, ASCII.</param>
    public LiteralFilter(IReadOnlyList<string> literals)
    {
        _literals = new Literal[literals.Count];
        Array.Fill(_heads, (short)-1);
        for (var i = literals.Count - 1; i >= 0; i--)
        {
            var folded = Fold(literals[i]);
            var window = RarestWindow.Of(folded);
            ref var head = ref _heads[Slot(folded.AsSpan(window))];
            _literals[i] = new Literal(folded, window, head);
            head = (short)i;
        }
        var buckets = new LiteralBuckets(Buckets, Window);
        foreach (var literal in _literals.OrderBy(literal => Encoding.ASCII.GetString(literal.Folded, literal.Window, Window), StringComparer.Ordinal))
        {
            buckets.Add(literal.Folded.AsSpan(literal.Window, Window));
        }
        (_low0, _low1, _low2) = (Low(0), Low(1), Low(2));
        (_high0, _high1, _high2) = (High(0), High(1), High(2));

        Vector128<byte> Low(int place) => Vector128.Create(buckets.Low(place));
        Vector128<byte> High(int place) => Vector128.Create(buckets.High(place));
    }

    public bool Contains(ReadOnlySpan<byte> text) => Find(text, 0, out _) >= 0;

    /// <summary>The place to go on from after this hit, or -1 when there is none. Literals in one place come one after the other.</summary>
    public int Find(ReadOnlySpan<byte> text, int from, out LiteralHit hit)
    {
        const int needed = Block + Window - 1;
        var place = from;
        for (; text.Length - place >= needed; place += Block)
        {
            var candidates = Match(ref MemoryMarshal.GetReference(text[place..]));
            if (candidates != 0 && TryConfirm(text, place, candidates, out hit, out var found))
            {
                return found;
            }
        }
        hit = default;
        return text.Length - place >= Window && TryConfirm(text, place, MatchEnd(text, place), out hit, out var last) ? last : -1;
    }

    /// <summary>The next literal that shares the place of a hit.</summary>
    public bool TryFindAlso(ReadOnlySpan<byte> text, int place, ref LiteralHit hit)
    {
        for (var index = _literals[hit.Index].Next; index >= 0; index = _literals[index].Next)
        {
            if (Stands(_literals[index], text, place))
            {
                hit = new LiteralHit(index, place - _literals[index].Window, _literals[index].Folded.Length);
                return true;
            }
        }
        return false;
    }

    /// <summary>The candidates of the last bytes, which are fewer than a block.</summary>
    private uint MatchEnd(ReadOnlySpan<byte> text, int place)
    {
        const int needed = Block + Window - 1;
        if (text.Length >= needed)
        {
            // A block that overlaps the one before; what was looked at already is shifted out.
            var start = text.Length - needed;
            return Match(ref MemoryMarshal.GetReference(text[start..])) >> (place - start);
        }
        Span<byte> padded = stackalloc byte[needed];
        padded.Clear();
        text[place..].CopyTo(padded);
        return Match(ref MemoryMarshal.GetReference(padded)) & ((1u << (text.Length - place - Window + 1)) - 1);
    }

    private uint Match(ref byte block)
    {
        var buckets = Halves(Vector128.LoadUnsafe(ref block), _low0, _high0)
            & Halves(Vector128.LoadUnsafe(ref block, 1), _low1, _high1)
            & Halves(Vector128.LoadUnsafe(ref block, 2), _low2, _high2);
        return ~Vector128.Equals(buckets, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    private static Vector128<byte> Halves(Vector128<byte> bytes, Vector128<byte> low, Vector128<byte> high)
    {
        var folded = bytes | Vector128.Create((byte)0x20);
        return Vector128.ShuffleNative(low, folded & Vector128.Create((byte)0x0F)) & Vector128.ShuffleNative(high, folded >>> 4);
    }

    private bool TryConfirm(ReadOnlySpan<byte> text, int block, uint candidates, out LiteralHit hit, out int place)
    {
        for (; candidates != 0; candidates &= candidates - 1)
        {
            place = block + BitOperations.TrailingZeroCount(candidates);
            for (var index = _heads[Slot(text[place..])]; index >= 0; index = _literals[index].Next)
            {
                if (Stands(_literals[index], text, place))
                {
                    hit = new LiteralHit(index, place - _literals[index].Window, _literals[index].Folded.Length);
                    return true;
                }
            }
        }
        hit = default;
        place = -1;
        return false;
    }

    private static bool Stands(Literal literal, ReadOnlySpan<byte> text, int place)
    {
        var start = place - literal.Window;
        if (start < 0 || text.Length - start < literal.Folded.Length)
        {
            return false;
        }
        for (var i = 0; i < literal.Folded.Length; i++)
        {
            if ((text[start + i] | 0x20) != literal.Folded[i])
            {
                return false;
            }
        }
        return true;
    }

    private static int Slot(ReadOnlySpan<byte> window)
    {
        var key = (uint)((window[0] | 0x20) | ((window[1] | 0x20) << 8) | ((window[2] | 0x20) << 16));
        return (int)((key * 2654435761u) >> 22);
    }

    private static byte[] Fold(string literal) => [.. literal.Select(letter => (byte)(letter | 0x20))];

    private sealed record Literal(byte[] Folded, int Window, short Next);
}
