using System.Runtime.CompilerServices;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>What is known of an attribute's key before its value is looked at.</summary>
[Flags]
internal enum KeyTraits : byte
{
    None = 0,

    /// <summary>One of the attributes that make a span an invocation of a function.</summary>
    Invocation = 1,

    /// <summary>Its value may hold a secret: patterns are looked for.</summary>
    Scanned = 2,

    /// <summary>Its value is a secret whatever it is.</summary>
    Secret = 4,

    /// <summary>It was longer than a key may be.</summary>
    Cut = 8,

    /// <summary>In which the OpenTelemetry extension for Lambda says what kind of record it passes on.</summary>
    RecordType = 16,

    /// <summary>Its value is a trace id as AWS X-Ray writes them.</summary>
    XRayTrace = 32,
}

/// <summary>
/// The keys that a decoder has met, numbered, over many requests: each is validated and judged once. Records come alike,
/// so the key that followed another one last time is tried first.
/// </summary>
internal sealed class AttributeKeys(Func<ReadOnlySpan<byte>, KeyTraits> judge)
{
    private const int MaxKeys = 16_384;
    private const int MaxKeyBytes = 4 * 1024 * 1024;

    private readonly Utf8Dictionary _keys = new();
    private readonly TextRepair _repair = new();
    private KeyTraits[] _traits = new KeyTraits[64];
    private int[] _next = new int[64];
    private int _last;

    /// <summary>Keys of this request that were not valid UTF-8.</summary>
    public long InvalidCount => _repair.InvalidCount;

    /// <summary>The key's number; those of a request stay the same throughout it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> key)
    {
        if (_keys.Count > 0)
        {
            var guess = _next[_last];
            if (_keys[guess].SequenceEqual(key))
            {
                _last = guess;
                return guess;
            }
        }
        return Search(key);
    }

    public ReadOnlySpan<byte> this[int id] => _keys[id];

    public KeyTraits Traits(int id) => _traits[id];

    /// <summary>Begins a request: forgets everything when it has become too much.</summary>
    public bool Begin()
    {
        _repair.Reset();
        if (_keys.Count < MaxKeys && _keys.Texts.Length < MaxKeyBytes)
        {
            return false;
        }
        _keys.Reset();
        _last = 0;
        _next = new int[64];
        _traits = new KeyTraits[64];
        return true;
    }

    private int Search(ReadOnlySpan<byte> key)
    {
        // Only a clean key is stored, so an unclean one is never found by its own bytes and comes here each time.
        var clean = _repair.Clean(key, out var cut);
        var known = _keys.Count;
        var id = _keys.GetOrAdd(clean);
        if (id == _traits.Length)
        {
            Array.Resize(ref _traits, id * 2);
            Array.Resize(ref _next, id * 2);
        }
        if (id == known)
        {
            _traits[id] = judge(clean) | (cut ? KeyTraits.Cut : KeyTraits.None);
        }
        _next[_last] = id;
        _last = id;
        return id;
    }
}
