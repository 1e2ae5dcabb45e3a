using System.Text;
using System.Text.Json;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>Writes any JSON value as the AnyValue of OTLP.</summary>
internal static class LambdaJsonValue
{
    /// <summary>The message with its length.</summary>
    public static void Write(ColumnBuffer output, JsonElement value)
    {
        var any = output.BeginMessage();
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                output.VarUInt(0x0a);
                Text(output, value.GetString()!);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                output.VarUInt(0x10);
                output.VarUInt(value.GetBoolean() ? 1u : 0u);
                break;
            case JsonValueKind.Number when value.TryGetInt64(out var integer):
                output.VarUInt(0x18);
                output.VarUInt((ulong)integer);
                break;
            case JsonValueKind.Number:
                output.VarUInt(0x21);
                output.UInt64(BitConverter.DoubleToUInt64Bits(value.GetDouble()));
                break;
            case JsonValueKind.Array:
                output.VarUInt(0x2a);
                var items = output.BeginMessage();
                foreach (var item in value.EnumerateArray())
                {
                    output.VarUInt(0x0a);
                    Write(output, item);
                }
                output.EndMessage(items);
                break;
            case JsonValueKind.Object:
                output.VarUInt(0x32);
                var members = output.BeginMessage();
                foreach (var member in value.EnumerateObject())
                {
                    output.VarUInt(0x0a);
                    WritePair(output, member.Name, member.Value);
                }
                output.EndMessage(members);
                break;
            default:
                break;
        }
        output.EndMessage(any);
    }

    /// <summary>The message of a KeyValue with its length.</summary>
    public static void WritePair(ColumnBuffer output, string key, JsonElement value)
    {
        var pair = output.BeginMessage();
        output.VarUInt(0x0a);
        Text(output, key);
        output.VarUInt(0x12);
        Write(output, value);
        output.EndMessage(pair);
    }

    private static void Text(ColumnBuffer output, string text) => output.Text(Encoding.UTF8.GetBytes(text));
}
