using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>A scope as it is stored.</summary>
/// <param name="InvalidTexts">Texts in it that were not valid UTF-8.</param>
internal sealed record DecodedScope(StoredScope Stored, long InvalidTexts);

/// <summary>Which instrumentation made a group of records: decoded once, however often it comes.</summary>
internal sealed class ScopeDecoder(WireCache<DecodedScope> cache, ValueJson json, ValueText text, AttributeKeys keys)
{
    private const uint AttributesTag = 0x1a;
    private static readonly DecodedScope None = new(StoredScope.None, 0);

    /// <param name="scope">The message; empty when there is none.</param>
    public DecodedScope Decode(ReadOnlySpan<byte> scope)
    {
        if (scope.IsEmpty)
        {
            return None;
        }
        if (cache.Find(scope, []) is { } known)
        {
            return known;
        }
        var decoded = Read(scope);
        cache.Add(scope, [], decoded);
        return decoded;
    }

    private DecodedScope Read(ReadOnlySpan<byte> scope)
    {
        var before = text.InvalidCount + keys.InvalidCount;
        byte[] name = [];
        byte[] version = [];
        uint dropped = 0;
        var reader = new WireReader(scope);
        while (reader.TryTag(out var tag))
        {
            switch (tag)
            {
                case 0x0a:
                    name = text.Clean(reader.Bytes()).ToArray();
                    break;
                case 0x12:
                    version = text.Clean(reader.Bytes()).ToArray();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        var attributes = json.Attributes(scope, AttributesTag, ref dropped).ToArray();
        return new DecodedScope(new StoredScope(name, version, attributes), text.InvalidCount + keys.InvalidCount - before);
    }
}
