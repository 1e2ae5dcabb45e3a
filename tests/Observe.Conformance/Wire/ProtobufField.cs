using System.Buffers.Binary;
using System.Text;

namespace Observe.Conformance.Wire;

/// <summary>One field of a message that was read: its number, and its value as a number or as bytes.</summary>
public sealed record ProtobufField(int Number, ulong Value, byte[] Bytes)
{
    public string Text => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes);

    /// <exception cref="FormatException">The bytes are no protobuf message.</exception>
    public static IReadOnlyList<ProtobufField> Read(ReadOnlySpan<byte> message)
    {
        var fields = new List<ProtobufField>();
        while (!message.IsEmpty)
        {
            var tag = Varint(ref message);
            var number = (int)(tag >> 3);
            fields.Add((tag & 7) switch
            {
                0 => new ProtobufField(number, Varint(ref message), []),
                1 => new ProtobufField(number, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8)), []),
                2 => new ProtobufField(number, 0, Take(ref message, (int)Math.Min(Varint(ref message), int.MaxValue)).ToArray()),
                5 => new ProtobufField(number, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, 4)), []),
                var type => throw new FormatException($"the answer holds wire type {type}"),
            });
        }
        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(ref message, 1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw new FormatException("the answer holds a number of more than ten bytes");
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> message, int count)
    {
        if (count > message.Length)
        {
            throw new FormatException("the answer breaks off inside a field");
        }
        var taken = message[..count];
        message = message[count..];
        return taken;
    }
}
