using System.Buffers;

namespace Observe.Sdk.Redact;

/// <summary>The fields of one protobuf message, in place (https://protobuf.dev/programming-guides/encoding).</summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private const int MaxLengthBytes = 5;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;

    /// <exception cref="InvalidDataException">What follows is no field.</exception>
    public bool TryNext(out ProtobufField field)
    {
        field = default;
        if (_position == _message.Length)
        {
            return false;
        }
        var tag = Varint();
        var lengthStart = _position;
        var size = (tag & 7) switch
        {
            0 => Skip(),
            1 => 8UL,
            2 => Varint(),
            5 => 4UL,
            _ => throw Malformed(),
        };
        var start = _position;
        if (size > (ulong)(_message.Length - start))
        {
            throw Malformed();
        }
        _position = start + (int)size;
        field = new ProtobufField((uint)(tag >> 3), (tag & 7) == 2, lengthStart, start, _position);
        return true;
    }

    /// <summary>The length of the content that is written next.</summary>
    public static void WriteLength(ArrayBufferWriter<byte> output, int length)
    {
        var span = output.GetSpan(MaxLengthBytes);
        var written = 0;
        for (var rest = (uint)length; ; rest >>= 7)
        {
            span[written++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
            {
                break;
            }
        }
        output.Advance(written);
    }

    private ulong Skip()
    {
        Varint();
        return 0;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && _position < _message.Length; shift += 7)
        {
            var next = _message[_position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw Malformed();
    }

    private readonly InvalidDataException Malformed() => new($"Byte {_position} of a message of {_message.Length} bytes begins no protobuf field.");
}

/// <summary>One field, by its places in the message.</summary>
/// <param name="Number">As the message numbers its fields.</param>
/// <param name="HasContent">It is a text, bytes or a message of its own.</param>
/// <param name="LengthStart">Where the length of the content begins, behind the tag.</param>
/// <param name="Start">Where the content begins.</param>
/// <param name="End">Where it has ended, and the next field begins.</param>
internal readonly record struct ProtobufField(uint Number, bool HasContent, int LengthStart, int Start, int End);
