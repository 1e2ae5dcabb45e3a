using Observe.Collector.Decode;
using Observe.Collector.Proto.Common;
using Observe.Functions.Normalisation;
using Observe.Storage;

namespace Observe.Collector.Tests.Reference;

/// <summary>Attribute lists, the same for resources, scopes, spans, events, links and logs.</summary>
internal static class ReferenceAttributeDecoder
{
    /// <param name="dropped">Grows by the attributes that were left out or cut.</param>
    public static IReadOnlyList<TelemetryAttribute> Decode(IList<KeyValue> attributes, ref uint dropped)
    {
        if (attributes.Count == 0)
        {
            return [];
        }
        var kept = Math.Min(attributes.Count, DecodeLimits.MaxAttributes);
        dropped = Add(dropped, attributes.Count - kept);
        var result = new TelemetryAttribute[kept];
        for (var i = 0; i < kept; i++)
        {
            var pair = attributes[i];
            if (AnyValueText.IsTooDeep(pair.Value))
            {
                throw TooDeep();
            }
            var value = AnyValueText.ToAttribute(pair.Value, out var cut);
            result[i] = new TelemetryAttribute(AnyValueText.Cut(pair.Key, out var keyCut), value);
            dropped = cut || keyCut ? Add(dropped, 1) : dropped;
        }
        return result;
    }

    public static IReadOnlyList<TelemetryAttribute> Decode(IList<KeyValue>? attributes)
    {
        uint dropped = 0;
        return attributes is null ? [] : Decode(attributes, ref dropped);
    }

    public static OtlpFormatException TooDeep() =>
        new($"A value is nested deeper than {DecodeLimits.MaxValueDepth} levels.");

    /// <summary>Looks a key up; of duplicates the last counts.</summary>
    public static AttributeLookup Lookup(IReadOnlyList<TelemetryAttribute> attributes) => key =>
    {
        for (var i = attributes.Count - 1; i >= 0; i--)
        {
            if (attributes[i].Key == key)
            {
                return attributes[i].Value.ToString();
            }
        }
        return null;
    };

    private static uint Add(uint count, int more) => (uint)Math.Min((ulong)count + (ulong)more, uint.MaxValue);
}
