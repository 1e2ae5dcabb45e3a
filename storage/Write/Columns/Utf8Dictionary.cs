using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace Observe.Storage.Write.Columns;

/// <summary>The distinct texts of a column in the order of their first appearance, found again by their bytes.</summary>
public sealed class Utf8Dictionary
{
    private const int FirstSlots = 64;
    private const int KeptSlots = 4_096;

    // Random per process: nobody outside can choose texts that meet in one slot.
    private static readonly long Seed = Random.Shared.NextInt64();

    private readonly ColumnBuffer _texts = new();
    private Entry[] _entries = new Entry[FirstSlots / 2];
    private int[] _slots = new int[FirstSlots];

    public int Count { get; private set; }

    /// <summary>All texts, each with its length before it.</summary>
    public ReadOnlySpan<byte> Texts => _texts.Written;

    public ReadOnlySpan<byte> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ref readonly var entry = ref _entries[index];
            return _texts.At(entry.Start, entry.Length);
        }
    }

    /// <summary>The index of the text, which is new when it equals the former <see cref="Count"/>.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> text)
    {
        var hash = XxHash3.HashToUInt64(text, Seed);
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        while (_slots[slot] is var stored and not 0)
        {
            ref readonly var entry = ref _entries[stored - 1];
            if (entry.Hash == hash && entry.Length == text.Length && this[stored - 1].SequenceEqual(text))
            {
                return stored - 1;
            }
            slot = (slot + 1) & mask;
        }
        return Add(text, hash, slot);
    }

    public void Reset()
    {
        Count = 0;
        _texts.Reset();
        if (_slots.Length > KeptSlots)
        {
            _slots = new int[FirstSlots];
            _entries = new Entry[FirstSlots / 2];
            return;
        }
        Array.Clear(_slots);
    }

    private int Add(ReadOnlySpan<byte> text, ulong hash, int slot)
    {
        var index = Count++;
        _slots[slot] = index + 1;
        _texts.Text(text);
        _entries[index] = new Entry(hash, _texts.Length - text.Length, text.Length);
        if (Count == _entries.Length)
        {
            Grow();
        }
        return index;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_entries.Length * 2];
        var mask = _slots.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var slot = (int)_entries[i].Hash & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }
            _slots[slot] = i + 1;
        }
    }

    private readonly record struct Entry(ulong Hash, int Start, int Length);
}
