using System.Numerics;

namespace Observe.Redaction;

/// <summary>
/// Spreads the windows of literals over buckets so that as few other texts as possible pass: each window goes where it widens what
/// the bucket lets through the least.
/// </summary>
internal sealed class LiteralBuckets(int buckets, int window)
{
    // By place in the window and half of the byte: a bit for each bucket.
    private readonly byte[,] _low = new byte[window, 16];
    private readonly byte[,] _high = new byte[window, 16];

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var best = 0;
        var leastWidening = double.MaxValue;
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            var widening = Passing(bucket, bytes) - Passing(bucket, []);
            if (widening < leastWidening)
            {
                (best, leastWidening) = (bucket, widening);
            }
        }
        for (var place = 0; place < window; place++)
        {
            _low[place, bytes[place] & 0x0F] |= (byte)(1 << best);
            _high[place, bytes[place] >> 4] |= (byte)(1 << best);
        }
    }

    public byte[] Low(int place) => [.. Enumerable.Range(0, 16).Select(half => _low[place, half])];

    public byte[] High(int place) => [.. Enumerable.Range(0, 16).Select(half => _high[place, half])];

    /// <summary>The share of all windows that the bucket would let through with these bytes added.</summary>
    private double Passing(int bucket, ReadOnlySpan<byte> added)
    {
        var share = 1.0;
        for (var place = 0; place < window; place++)
        {
            uint low = 0, high = 0;
            for (var half = 0; half < 16; half++)
            {
                low |= (uint)((_low[place, half] >> bucket) & 1) << half;
                high |= (uint)((_high[place, half] >> bucket) & 1) << half;
            }
            if (added.Length > 0)
            {
                low |= 1u << (added[place] & 0x0F);
                high |= 1u << (added[place] >> 4);
            }
            // Letters fill two of sixteen upper halves: those weigh more than their number.
            share *= BitOperations.PopCount(low) * BitOperations.PopCount(high) / 64.0;
        }
        return share;
    }
}
