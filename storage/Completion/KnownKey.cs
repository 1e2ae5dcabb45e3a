using System.IO.Hashing;

namespace Observe.Storage.Completion;

/// <summary>A key that completion offers, with what is known of its values; not for several threads.</summary>
/// <param name="scope">As the table <c>attributes</c> names it.</param>
/// <param name="values">What all keys of the day may remember together.</param>
internal sealed class KnownKey(string scope, byte[] name, ValueBudget values)
{
    /// <summary>A key keeps so many of a day's values, as the table does.</summary>
    public const int MaxValues = 200;

    /// <summary>Longer values are nobody's completion.</summary>
    public const int MaxValueBytes = 128;

    private readonly List<byte[]> _new = [];

    // Hashes: a value that meets another's is missed by a completion, and nothing else.
    private HashSet<ulong>? _values = [];

    public string Scope { get; } = scope;

    public byte[] Name { get; } = name;

    /// <summary>False when all values that it may keep are known: no other has to be looked at.</summary>
    public bool TakesValues => _values is not null;

    /// <summary>Values since the last <see cref="Stored"/>.</summary>
    public IReadOnlyList<byte[]> NewValues => _new;

    /// <summary>True when the value is new; empty and long ones never are.</summary>
    public bool Add(ReadOnlySpan<byte> value)
    {
        if (_values is null || value.IsEmpty || value.Length > MaxValueBytes)
        {
            return false;
        }
        var hash = XxHash3.HashToUInt64(value, KnownKeys.Seed);
        if (_values.Contains(hash) || !values.TryTake())
        {
            return false;
        }
        _values.Add(hash);
        _new.Add(value.ToArray());
        if (_values.Count == MaxValues)
        {
            Fill();
        }
        return true;
    }

    /// <summary>It has as many values as it may.</summary>
    public void Fill()
    {
        values.Return(_values?.Count ?? 0);
        _values = null;
    }

    public void Stored() => _new.Clear();
}

/// <summary>Bounds the values that are remembered of all keys of a day.</summary>
internal sealed class ValueBudget(int max)
{
    private int _used;

    public bool TryTake()
    {
        if (_used == max)
        {
            return false;
        }
        _used++;
        return true;
    }

    public void Return(int count) => _used -= count;
}
