using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Observe.Functions.Normalisation;
using Observe.Storage;
using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>A resource as it is stored, and what the invocation model asks of it.</summary>
/// <param name="IsFunction">True when it names a function.</param>
/// <param name="InvalidTexts">Texts in it that were not valid UTF-8.</param>
internal sealed record DecodedResource(StoredResource Stored, AttributeLookup Lookup, bool IsFunction, long InvalidTexts);

/// <summary>What emitted a group of records: decoded once, however often it comes.</summary>
internal sealed class ResourceDecoder(
    WireCache<DecodedResource> cache, AttributeStrings attributes, ValueText text, AttributeKeys keys)
{
    private const uint AttributesTag = 0x0a;
    private static readonly byte[] UnknownService = "unknown_service"u8.ToArray();

    /// <param name="resource">The message; empty when there is none.</param>
    public DecodedResource Decode(ReadOnlySpan<byte> resource, ReadOnlySpan<byte> schemaUrl)
    {
        if (cache.Find(resource, schemaUrl) is { } known)
        {
            return known;
        }
        var decoded = Read(resource, schemaUrl);
        cache.Add(resource, schemaUrl, decoded);
        return decoded;
    }

    private DecodedResource Read(ReadOnlySpan<byte> resource, ReadOnlySpan<byte> schemaUrl)
    {
        var before = text.InvalidCount + keys.InvalidCount;
        uint dropped = 0;
        var list = attributes.Read(resource, AttributesTag, ref dropped);
        var lookup = TelemetryAttributes.Lookup(list);
        var identity = FunctionIdentityReader.Read(_ => null, lookup);
        var schema = text.Clean(schemaUrl).ToArray();
        var stored = new StoredResource
        {
            Fingerprint = Fingerprint(list, schema),
            Attributes = list,
            Service = Utf8(lookup("service.name")) is { Length: > 0 } service ? service : UnknownService,
            ServiceVersion = Utf8(lookup("service.version")),
            Environment = Utf8(identity.Environment),
            CloudProvider = Utf8(identity.Provider),
            CloudAccount = Utf8(identity.Account),
            CloudRegion = Utf8(identity.Region),
            FaasName = Utf8(lookup("faas.name")),
            FaasVersion = Utf8(lookup("faas.version")),
            FaasInstance = Utf8(lookup("faas.instance")),
            SchemaUrl = schema,
        };
        return new DecodedResource(
            stored, lookup, lookup("faas.name") is not null, text.InvalidCount + keys.InvalidCount - before);
    }

    /// <summary>Independent of the order in which the attributes came.</summary>
    private static ulong Fingerprint(IReadOnlyList<TelemetryAttribute> attributes, ReadOnlySpan<byte> schemaUrl)
    {
        var hash = new XxHash3();
        foreach (var attribute in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Append(hash, attribute.Key);
            hash.Append([(byte)attribute.Value.Kind]);
            Append(hash, attribute.Value.ToString());
        }
        hash.Append(schemaUrl);
        return hash.GetCurrentHashAsUInt64();
    }

    private static void Append(XxHash3 hash, string text)
    {
        var bytes = Utf8(text);
        // The length keeps neighbouring texts from running into each other.
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.Append(length);
        hash.Append(bytes);
    }

    private static byte[] Utf8(string? text) => Encoding.UTF8.GetBytes(text ?? "");
}
