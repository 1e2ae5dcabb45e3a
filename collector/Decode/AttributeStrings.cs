using System.Text;
using Observe.Storage;

namespace Observe.Collector.Decode;

/// <summary>
/// Reads the attributes of one message as objects, for what happens once a resource or once an invocation and not once a
/// span.
/// </summary>
internal sealed class AttributeStrings(ValueText text, ValueJson json, AttributeKeys keys)
{
    /// <param name="tag">Of the field that repeats the attributes.</param>
    /// <param name="dropped">Grows by the attributes that were left out or cut.</param>
    public IReadOnlyList<TelemetryAttribute> Read(ReadOnlySpan<byte> message, uint tag, ref uint dropped)
    {
        var attributes = new List<TelemetryAttribute>();
        var reader = new WireReader(message);
        while (reader.TryTag(out var next))
        {
            if (next != tag)
            {
                reader.Skip(next);
                continue;
            }
            var pair = WirePair.Read(reader.Bytes());
            if (attributes.Count == DecodeLimits.MaxAttributes)
            {
                dropped = ValueJson.Increment(dropped);
                continue;
            }
            var id = keys.Find(pair.Key);
            var value = Value(WireValue.Read(pair.Value), keys.Traits(id), out var cut);
            attributes.Add(new TelemetryAttribute(Encoding.UTF8.GetString(keys[id]), value));
            dropped = cut || (keys.Traits(id) & KeyTraits.Cut) != 0 ? ValueJson.Increment(dropped) : dropped;
        }
        return attributes;
    }

    private AttributeValue Value(WireValue value, KeyTraits traits, out bool cut)
    {
        cut = false;
        switch (value.Kind)
        {
            case not WireValueKind.Empty when (traits & KeyTraits.Secret) != 0:
                return AttributeValue.Of(Encoding.UTF8.GetString(text.Mask()));
            case WireValueKind.Text:
                return AttributeValue.Of(Encoding.UTF8.GetString(text.Clean(value.Bytes, traits, out cut)));
            case WireValueKind.Integer:
                return AttributeValue.Of(value.Integer);
            case WireValueKind.Double:
                return AttributeValue.Of(value.Double);
            case WireValueKind.Boolean:
                return AttributeValue.Of(value.Boolean);
            default:
                var written = json.Value(value, traits);
                cut = written.Length > DecodeLimits.MaxValueBytes;
                return cut
                    ? AttributeValue.Of(Encoding.UTF8.GetString(TextRepair.Cut(written)))
                    : AttributeValue.OfJson(Encoding.UTF8.GetString(written));
        }
    }
}
