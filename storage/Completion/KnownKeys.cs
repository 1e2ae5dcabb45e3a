using System.IO.Hashing;

namespace Observe.Storage.Completion;

/// <summary>
/// The keys of one day and signal that completion offers: no more than so many, however many come. Tells what has to be stored of a
/// batch, which in a steady state is nothing. Not for several threads.
/// </summary>
/// <param name="maxKeys">Further keys are left out, and counted.</param>
internal sealed class KnownKeys(int maxKeys)
{
    /// <summary>Longer keys are nobody's completion.</summary>
    public const int MaxKeyBytes = 256;

    private const int ValuesPerKey = 16;
    private const int MaxLists = 10_000;

    // Random per process: nobody outside can choose texts that meet.
    internal static readonly long Seed = Random.Shared.NextInt64();

    private readonly Dictionary<(string Scope, ulong Hash), KnownKey> _keys = [];
    private readonly HashSet<ulong> _lists = [];
    private readonly HashSet<KnownKey> _changed = [];
    private readonly ValueBudget _values = new((int)Math.Min(int.MaxValue, (long)maxKeys * ValuesPerKey));

    public int Count => _keys.Count;

    /// <summary>Keys that were left out since the last <see cref="Stored"/>, once for each request that had them.</summary>
    public long LeftOut { get; private set; }

    /// <summary>New keys, and those with new values.</summary>
    public IReadOnlyCollection<KnownKey> Changed => _changed;

    /// <summary>The key, which is known from now on; null when it is not kept.</summary>
    public KnownKey? Find(string scope, ReadOnlySpan<byte> name)
    {
        var hash = XxHash3.HashToUInt64(name, Seed);
        if (_keys.TryGetValue((scope, hash), out var known))
        {
            return known;
        }
        if (_keys.Count >= maxKeys || name.Length > MaxKeyBytes)
        {
            LeftOut++;
            return null;
        }
        known = Known(scope, name, hash);
        _changed.Add(known);
        return known;
    }

    /// <summary>Learns what is stored already.</summary>
    /// <param name="isFull">It has as many values as it may.</param>
    public void Load(string scope, ReadOnlySpan<byte> name, bool isFull)
    {
        var known = Known(scope, name, XxHash3.HashToUInt64(name, Seed));
        if (isFull)
        {
            known.Fill();
        }
    }

    public void Add(KnownKey key, ReadOnlySpan<byte> value)
    {
        if (key.Add(value))
        {
            _changed.Add(key);
        }
    }

    /// <summary>True for a list of attributes that was not looked into before, or so long ago that it is forgotten.</summary>
    public bool IsNewList(ReadOnlySpan<byte> json)
    {
        if (_lists.Count == MaxLists)
        {
            _lists.Clear();
        }
        return _lists.Add(XxHash3.HashToUInt64(json, Seed));
    }

    /// <summary>What had changed is stored.</summary>
    public void Stored()
    {
        foreach (var key in _changed)
        {
            key.Stored();
        }
        _changed.Clear();
        LeftOut = 0;
    }

    private KnownKey Known(string scope, ReadOnlySpan<byte> name, ulong hash)
    {
        var known = new KnownKey(scope, name.ToArray(), _values);
        _keys[(scope, hash)] = known;
        return known;
    }
}
