using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Observe.Collector.Proto.Resource;
using Observe.Functions.Normalisation;
using Observe.Storage;
using Observe.Testing.Rows;

namespace Observe.Collector.Tests.Reference;

/// <summary>What emitted a group of records, decoded once a group.</summary>
internal static class ReferenceResourceDecoder
{
    private const string UnknownService = "unknown_service";

    public static ResourceRow Decode(Resource? resource, string schemaUrl)
    {
        var attributes = ReferenceAttributeDecoder.Decode(resource?.Attributes);
        var lookup = ReferenceAttributeDecoder.Lookup(attributes);
        var identity = FunctionIdentityReader.Read(_ => null, lookup);
        return new ResourceRow
        {
            Fingerprint = Fingerprint(attributes, AnyValueText.Cut(schemaUrl, out _)),
            Attributes = attributes,
            Service = lookup("service.name") is { Length: > 0 } service ? service : UnknownService,
            ServiceVersion = lookup("service.version") ?? "",
            Environment = identity.Environment,
            CloudProvider = identity.Provider,
            CloudAccount = identity.Account,
            CloudRegion = identity.Region,
            FaasName = lookup("faas.name") ?? "",
            FaasVersion = lookup("faas.version") ?? "",
            FaasInstance = lookup("faas.instance") ?? "",
            SchemaUrl = AnyValueText.Cut(schemaUrl, out _),
        };
    }

    /// <summary>Independent of the order in which the attributes came.</summary>
    private static ulong Fingerprint(IReadOnlyList<TelemetryAttribute> attributes, string schemaUrl)
    {
        var hash = new XxHash3();
        foreach (var attribute in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Append(hash, attribute.Key);
            hash.Append([(byte)attribute.Value.Kind]);
            Append(hash, attribute.Value.ToString());
        }
        hash.Append(Encoding.UTF8.GetBytes(schemaUrl));
        return hash.GetCurrentHashAsUInt64();
    }

    private static void Append(XxHash3 hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        // The length keeps neighbouring texts from running into each other.
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.Append(length);
        hash.Append(bytes);
    }
}
