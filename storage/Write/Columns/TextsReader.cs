namespace Observe.Storage.Write.Columns;

/// <summary>Reads numbers and texts as <see cref="ColumnBuffer"/> writes them.</summary>
internal ref struct TextsReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public ulong VarUInt()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position >= _bytes.Length)
            {
                break;
            }
            var next = _bytes[_position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw SealedBlock.Broken();
    }

    public ReadOnlySpan<byte> Text()
    {
        var length = VarUInt();
        if (length > (ulong)(_bytes.Length - _position))
        {
            throw SealedBlock.Broken();
        }
        var text = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return text;
    }
}
