using System.Collections.Concurrent;
using System.IO.Hashing;

namespace Observe.Collector.Decode;

/// <summary>
/// What was made of a message that comes again and again (a resource, a scope), found by its bytes. Forgets everything
/// when it is full: what is still in use is back with the next request.
/// </summary>
internal sealed class WireCache<T>
    where T : class
{
    private const int MaxEntries = 4_096;
    private const int MaxMessageBytes = 16 * 1024;

    private static readonly long Seed = Random.Shared.NextInt64();

    private readonly ConcurrentDictionary<ulong, Entry> _entries = new();
    private int _count;

    /// <param name="message">With <paramref name="more"/>, what the value was made of.</param>
    public T? Find(ReadOnlySpan<byte> message, ReadOnlySpan<byte> more) =>
        _entries.TryGetValue(Hash(message, more), out var entry) && entry.IsOf(message, more) ? entry.Value : null;

    public void Add(ReadOnlySpan<byte> message, ReadOnlySpan<byte> more, T value)
    {
        if (message.Length + more.Length > MaxMessageBytes)
        {
            return;
        }
        if (Interlocked.Increment(ref _count) > MaxEntries)
        {
            _entries.Clear();
            Interlocked.Exchange(ref _count, 1);
        }
        _entries[Hash(message, more)] = new Entry([.. message], [.. more], value);
    }

    private static ulong Hash(ReadOnlySpan<byte> message, ReadOnlySpan<byte> more) =>
        XxHash3.HashToUInt64(message, Seed) ^ (XxHash3.HashToUInt64(more, ~Seed) * 0x9e37_79b9_7f4a_7c15);

    private sealed record Entry(byte[] Message, byte[] More, T Value)
    {
        public bool IsOf(ReadOnlySpan<byte> message, ReadOnlySpan<byte> more) =>
            message.SequenceEqual(Message) && more.SequenceEqual(More);
    }
}
