using System.Runtime.CompilerServices;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>Puts attributes into the maps of a block.</summary>
internal sealed class AttributeWriter(AttributeKeys keys, ValueText text, ValueJson json)
{
    private static readonly byte[] WarningKey = "observe.warning"u8.ToArray();

    /// <summary>Adds one attribute to the current row.</summary>
    /// <param name="keyValue">The message of its KeyValue.</param>
    /// <param name="dropped">Grows when it was cut.</param>
    /// <returns>What is known of its key.</returns>
    public KeyTraits Append(AttributeColumns columns, ReadOnlySpan<byte> keyValue, ref uint dropped)
    {
        var pair = WirePair.Read(keyValue);
        var id = keys.Find(pair.Key);
        var traits = keys.Traits(id);
        var cut = (traits & KeyTraits.Cut) != 0;
        var value = WireValue.Read(pair.Value);
        switch (value.Kind)
        {
            case not WireValueKind.Empty when (traits & KeyTraits.Secret) != 0:
                Key(columns.Text, id);
                columns.Text.Values.Append(text.Mask());
                break;
            case WireValueKind.Text:
                Key(columns.Text, id);
                columns.Text.Values.Append(text.Clean(value.Bytes, traits, out var valueCut));
                cut |= valueCut;
                break;
            case WireValueKind.Integer:
                Key(columns.Integer, id);
                columns.Integer.Values.Append(value.Integer);
                break;
            case WireValueKind.Double:
                Key(columns.Double, id);
                columns.Double.Values.Append(value.Double);
                break;
            case WireValueKind.Boolean:
                Key(columns.Boolean, id);
                columns.Boolean.Values.Append(value.Boolean ? (byte)1 : (byte)0);
                break;
            default:
                cut |= AppendJson(columns, id, value, traits);
                break;
        }
        dropped = cut ? ValueJson.Increment(dropped) : dropped;
        return traits;
    }

    /// <summary>Adds all attributes of a message to the current row, up to their limit.</summary>
    /// <param name="tag">Of the field that repeats the attributes.</param>
    /// <param name="dropped">Grows by the attributes that were left out or cut.</param>
    /// <returns>What is known of their keys.</returns>
    public KeyTraits AppendAll(AttributeColumns columns, ReadOnlySpan<byte> message, uint tag, ref uint dropped)
    {
        var traits = KeyTraits.None;
        var attributes = 0;
        var reader = new WireReader(message);
        while (reader.TryTag(out var next))
        {
            if (next != tag)
            {
                reader.Skip(next);
            }
            else if (attributes++ < DecodeLimits.MaxAttributes)
            {
                traits |= Append(columns, reader.Bytes(), ref dropped);
            }
            else
            {
                reader.Bytes();
                dropped = ValueJson.Increment(dropped);
            }
        }
        return traits;
    }

    /// <summary>Says something about a record that was kept although something is wrong with it.</summary>
    public static void Warn(AttributeColumns columns, ReadOnlySpan<byte> warning)
    {
        columns.Text.Key(WarningKey);
        columns.Text.Values.Append(warning);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Key<TColumn>(MapColumn<TColumn> map, int id)
        where TColumn : Column
    {
        if (!map.TryKey(id))
        {
            map.Key(id, keys[id]);
        }
    }

    /// <returns>True when it was cut.</returns>
    private bool AppendJson(AttributeColumns columns, int id, WireValue value, KeyTraits traits)
    {
        var written = json.Value(value, traits);
        if (written.Length <= DecodeLimits.MaxValueBytes)
        {
            Key(columns.Json, id);
            columns.Json.Values.Append(written);
            return false;
        }
        // Half a document is text, not JSON.
        Key(columns.Text, id);
        columns.Text.Values.Append(TextRepair.Cut(written));
        return true;
    }
}
