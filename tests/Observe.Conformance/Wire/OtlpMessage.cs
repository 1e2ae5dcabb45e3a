using System.Globalization;
using System.Text.Json;

namespace Observe.Conformance.Wire;

/// <summary>A message that is written in both of OTLP's encodings at once: protobuf, and JSON with hex ids and integer enums.</summary>
public sealed class OtlpMessage
{
    private readonly ProtobufWriter _protobuf = new();
    private readonly List<string> _json = [];

    public byte[] ToProtobuf() => _protobuf.ToArray();

    public string ToJson() => $"{{{string.Join(',', _json)}}}";

    public OtlpMessage Text(int number, string name, string value) =>
        Add(_protobuf.Text(number, value), name, JsonSerializer.Serialize(value));

    /// <summary>Hex in JSON.</summary>
    public OtlpMessage Id(int number, string name, byte[] value) =>
        Add(_protobuf.Bytes(number, value), name, $"\"{Convert.ToHexStringLower(value)}\"");

    /// <summary>Base64 in JSON.</summary>
    public OtlpMessage Bytes(int number, string name, byte[] value) =>
        Add(_protobuf.Bytes(number, value), name, $"\"{Convert.ToBase64String(value)}\"");

    /// <summary>int32, uint32 and enums: a number in JSON.</summary>
    public OtlpMessage Small(int number, string name, long value) => Add(_protobuf.Varint(number, (ulong)value), name, Number(value));

    /// <summary>int64: a string in JSON.</summary>
    public OtlpMessage Long(int number, string name, long value) =>
        Add(_protobuf.Varint(number, (ulong)value), name, $"\"{Number(value)}\"");

    /// <summary>sint32.</summary>
    public OtlpMessage ZigZag(int number, string name, int value) =>
        Add(_protobuf.Varint(number, (uint)((value << 1) ^ (value >> 31))), name, Number(value));

    public OtlpMessage Fixed64(int number, string name, ulong value) => Add(_protobuf.Fixed64(number, value), name, $"\"{Number(value)}\"");

    public OtlpMessage Signed64(int number, string name, long value) =>
        Add(_protobuf.Fixed64(number, (ulong)value), name, $"\"{Number(value)}\"");

    public OtlpMessage Fixed32(int number, string name, uint value) => Add(_protobuf.Fixed32(number, value), name, Number(value));

    public OtlpMessage Bool(int number, string name, bool value) => Add(_protobuf.Varint(number, value ? 1u : 0), name, value ? "true" : "false");

    public OtlpMessage Double(int number, string name, double value) =>
        Add(_protobuf.Fixed64(number, BitConverter.DoubleToUInt64Bits(value)), name, JsonOf(value));

    public OtlpMessage Message(int number, string name, OtlpMessage value) =>
        Add(_protobuf.Bytes(number, value.ToProtobuf()), name, value.ToJson());

    public OtlpMessage Messages(int number, string name, params IEnumerable<OtlpMessage> values)
    {
        var all = values.ToList();
        foreach (var value in all)
        {
            _protobuf.Bytes(number, value.ToProtobuf());
        }
        return Add(_protobuf, name, $"[{string.Join(',', all.Select(value => value.ToJson()))}]");
    }

    /// <summary>Repeated doubles or fixed64, packed.</summary>
    public OtlpMessage Packed64(int number, string name, bool areDoubles, params IReadOnlyList<double> values)
    {
        var bytes = values.SelectMany(value => BitConverter.GetBytes(areDoubles ? BitConverter.DoubleToUInt64Bits(value) : (ulong)value));
        return Add(
            _protobuf.Bytes(number, bytes.ToArray()), name, $"[{string.Join(',', values.Select(value => areDoubles ? JsonOf(value) : $"\"{Number((long)value)}\""))}]");
    }

    /// <summary>Repeated uint64, packed varints.</summary>
    public OtlpMessage PackedVarints(int number, string name, params IReadOnlyList<ulong> values)
    {
        var bytes = values.Aggregate(new ProtobufWriter(), (writer, value) => writer.Varint(value)).ToArray();
        return Add(_protobuf.Bytes(number, bytes), name, $"[{string.Join(',', values.Select(value => $"\"{Number(value)}\""))}]");
    }

    /// <summary>Anything, as it stands: fields in protobuf, a member list without braces in JSON.</summary>
    public OtlpMessage Raw(ReadOnlySpan<byte> protobuf, string jsonMembers)
    {
        _protobuf.Raw(protobuf);
        if (jsonMembers.Length > 0)
        {
            _json.Add(jsonMembers);
        }
        return this;
    }

    /// <summary>The first argument has been written by the time that this runs.</summary>
    private OtlpMessage Add(ProtobufWriter _, string name, string json)
    {
        _json.Add($"\"{name}\":{json}");
        return this;
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string JsonOf(double value) => double.IsFinite(value)
        ? value.ToString("R", CultureInfo.InvariantCulture)
        : $"\"{(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity")}\"";
}
