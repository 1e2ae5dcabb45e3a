namespace Observe.Storage.Write.Columns;

/// <summary>How the bytes of a stream stand for its values.</summary>
internal enum StreamMode
{
    /// <summary>Every byte is zero, and none is written.</summary>
    Zeros = 0,

    /// <summary>Every value is the same, and it is written once.</summary>
    Constant = 1,

    /// <summary>As they are.</summary>
    Plain = 2,
}

/// <summary>
/// Writes the streams of a block, each as <c>(length &lt;&lt; 2 | mode) varint, bytes</c>. Columns of which nothing or the
/// same is said in each row cost one byte or one value: most columns of a small request.
/// </summary>
internal readonly struct BlockWriter(ColumnBuffer output)
{
    public void Fixed(ReadOnlySpan<byte> values, int width)
    {
        if (!values.ContainsAnyExcept((byte)0))
        {
            Write([], StreamMode.Zeros);
        }
        else if (values.Length > width && values[width..].SequenceEqual(values[..^width]))
        {
            Write(values[..width], StreamMode.Constant);
        }
        else
        {
            Write(values, StreamMode.Plain);
        }
    }

    /// <summary>Texts, each with its length before it; none but empty ones are zeros.</summary>
    public void Texts(ReadOnlySpan<byte> values)
    {
        if (values.ContainsAnyExcept((byte)0))
        {
            Write(values, StreamMode.Plain);
        }
        else
        {
            Write([], StreamMode.Zeros);
        }
    }

    /// <summary>Numbers, as narrow as the largest of them allows.</summary>
    /// <param name="values">Four bytes each.</param>
    /// <param name="width">What <see cref="IndexWidth.Of"/> says of the largest.</param>
    public void Narrowed(ReadOnlySpan<byte> values, int width, ColumnBuffer scratch)
    {
        if (width == sizeof(uint))
        {
            Fixed(values, width);
            return;
        }
        scratch.Truncate(0);
        IndexWidth.Narrow(values, width, scratch);
        Fixed(scratch.Written, width);
    }

    public void Plain(ReadOnlySpan<byte> bytes) => Write(bytes, StreamMode.Plain);

    private void Write(ReadOnlySpan<byte> bytes, StreamMode mode)
    {
        output.VarUInt(((ulong)bytes.Length << 2) | (uint)mode);
        output.Bytes(bytes);
    }
}
