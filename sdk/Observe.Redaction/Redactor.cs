using System.Buffers;

namespace Observe.Redaction;

/// <summary>
/// Takes secrets out of telemetry: whole values because of their key, parts of values because of how they look. Works on UTF-8 bytes,
/// makes nothing when nothing is found, and may be called by many threads. Counts what it took by kind, and keeps no value.
/// </summary>
public sealed class Redactor
{
    private const int ShortestSecret = 5;

    private readonly RedactionOptions _options;
    private readonly KeyTable _keys = new();
    private readonly SecretScanner _scanner = new(SecretKinds.All);
    private readonly string[] _names = [.. SecretKinds.All.Select(kind => kind.Name), SecretKinds.PaymentCard, SecretKinds.Key];
    private readonly long[] _counts;

    /// <summary>Reads the options once.</summary>
    /// <param name="options">What is looked for, and where.</param>
    public Redactor(RedactionOptions options)
    {
        _options = options;
        _counts = new long[_names.Length];
        foreach (var key in PlainKeys.All)
        {
            _keys.Set(key, KeyVerdict.Keep);
        }
        foreach (var key in options.ExtraKeys)
        {
            _keys.Set(key, KeyVerdict.Mask);
        }
        foreach (var key in options.AllowedKeys)
        {
            _keys.Set(key, KeyVerdict.Keep);
        }
    }

    /// <summary>What stands where a secret was.</summary>
    public static ReadOnlySpan<byte> Replacement => "REDACTED"u8;

    /// <summary>What stands where a name and a password were, as the semantic conventions have it for <c>url.full</c>.</summary>
    public static ReadOnlySpan<byte> PairReplacement => "REDACTED:REDACTED"u8;

    /// <summary>The kinds that were found since the start, and how often.</summary>
    public IReadOnlyDictionary<string, long> Counts =>
        _names.Select((name, index) => (name, Count: Interlocked.Read(ref _counts[index]))).Where(kind => kind.Count > 0)
            .ToDictionary(kind => kind.name, kind => kind.Count);

    /// <summary>To be asked once for each key; the answer holds for all values of the key.</summary>
    /// <param name="keyUtf8">The whole key.</param>
    /// <returns>What its values are.</returns>
    public KeyVerdict Judge(ReadOnlySpan<byte> keyUtf8)
    {
        if (!_options.Enabled)
        {
            return KeyVerdict.Keep;
        }
        if (_keys.TryGet(keyUtf8, out var verdict))
        {
            return verdict;
        }
        var lastSegment = keyUtf8[(keyUtf8.LastIndexOf((byte)'.') + 1)..];
        if (lastSegment.Length < keyUtf8.Length && _keys.TryGet(lastSegment, out verdict) && verdict == KeyVerdict.Mask)
        {
            return verdict;
        }
        return SecretNames.IsSecret(keyUtf8) ? KeyVerdict.Mask : KeyVerdict.Scan;
    }

    /// <summary>Counts values that were replaced as a whole because of <see cref="KeyVerdict.Mask"/>.</summary>
    /// <param name="values">How many.</param>
    public void Masked(int values = 1) => Interlocked.Add(ref _counts[^1], values);

    /// <summary>True when secrets were in the value: <paramref name="output"/> then has the value without them. Otherwise nothing is written.</summary>
    /// <param name="valueUtf8">The value; it need not be valid UTF-8.</param>
    /// <param name="output">Where the rest goes.</param>
    /// <param name="count">The secrets that were in it.</param>
    /// <returns>Whether there were any.</returns>
    public bool TryRedact(ReadOnlySpan<byte> valueUtf8, IBufferWriter<byte> output, out int count)
    {
        count = 0;
        if (valueUtf8.Length < ShortestSecret || !_options.Enabled)
        {
            return false;
        }
        var done = 0;
        var search = _scanner.Search(valueUtf8);
        while (search.TryNext(out var match, out var kind))
        {
            output.Write(valueUtf8[done..match.Start]);
            output.Write(match.IsPair ? PairReplacement : Replacement);
            Interlocked.Increment(ref _counts[kind]);
            done = match.End;
            count++;
        }
        if (count > 0)
        {
            output.Write(valueUtf8[done..]);
        }
        return count > 0;
    }
}
