namespace Observe.Storage.Write.Columns;

/// <summary>A block as the journal keeps it: the layout's number, then the streams of all columns.</summary>
internal sealed class SealedBlock
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int[] _streams;

    /// <param name="streamCount">What the table's columns have together.</param>
    /// <exception cref="InvalidDataException">The bytes are not a block of that many streams.</exception>
    public SealedBlock(ReadOnlyMemory<byte> bytes, int rows, int streamCount)
    {
        _bytes = bytes;
        _streams = new int[streamCount];
        Rows = rows;
        var position = 1;
        for (var i = 0; i < streamCount; i++)
        {
            _streams[i] = position;
            position = Payload(position, out var length, out _) + length;
            if (position > bytes.Length)
            {
                throw Broken();
            }
        }
        if (position != bytes.Length)
        {
            throw Broken();
        }
    }

    public int Rows { get; }

    public ReadOnlySpan<byte> Stream(int index, out StreamMode mode)
    {
        var start = Payload(_streams[index], out var length, out mode);
        return _bytes.Span.Slice(start, length);
    }

    /// <summary>Writes all values of a stream of fixed width.</summary>
    public void CopyFixed(int index, int count, int width, ColumnBuffer output)
    {
        var bytes = Stream(index, out var mode);
        var target = output.Take(checked(count * width));
        switch (mode)
        {
            case StreamMode.Zeros:
                target.Clear();
                break;
            case StreamMode.Constant when bytes.Length == width:
                Repeat(bytes, target);
                break;
            case StreamMode.Plain when bytes.Length == target.Length:
                bytes.CopyTo(target);
                break;
            default:
                throw Broken();
        }
    }

    public static InvalidDataException Broken() => new("The bytes are not a block of this table.");

    private static void Repeat(ReadOnlySpan<byte> value, Span<byte> target)
    {
        if (value.Length == 1)
        {
            target.Fill(value[0]);
            return;
        }
        for (; target.Length > 0; target = target[value.Length..])
        {
            value.CopyTo(target);
        }
    }

    private int Payload(int position, out int length, out StreamMode mode)
    {
        var bytes = _bytes.Span;
        ulong header = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (position >= bytes.Length)
            {
                throw Broken();
            }
            var next = bytes[position++];
            header |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                mode = (StreamMode)(header & 3);
                length = (int)(header >> 2);
                return length <= bytes.Length - position ? position : throw Broken();
            }
        }
        throw Broken();
    }
}
