using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Observe.Storage.Write.Columns;

/// <summary>
/// Bytes that grow, out of the shared pool. Numbers are little-endian and lengths LEB128, as ClickHouse's Native format
/// wants them. Not for several threads.
/// </summary>
public sealed class ColumnBuffer : IBufferWriter<byte>
{
    // What an idle buffer keeps; a larger one goes back to the pool, so that one huge request does not stay for good.
    private const int KeptBytes = 64 * 1024;
    private const int FirstBytes = 256;
    private const int MaxVarUIntBytes = 10;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>The next bytes, counted as written; the caller fills all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Take(int count)
    {
        var start = Length;
        if (_bytes.Length - start < count)
        {
            Grow(count);
        }
        Length = start + count;
        return _bytes.AsSpan(start, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Byte(byte value) => Take(1)[0] = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void VarUInt(ulong value)
    {
        var length = Math.Max(1, (BitOperations.Log2(value) / 7) + 1);
        var target = Take(length);
        for (var i = 0; i < length - 1; i++)
        {
            target[i] = (byte)(value | 0x80);
            value >>= 7;
        }
        target[length - 1] = (byte)value;
    }

    /// <summary>A length and the bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Text(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length < 0x80)
        {
            var target = Take(utf8.Length + 1);
            target[0] = (byte)utf8.Length;
            utf8.CopyTo(target[1..]);
            return;
        }
        VarUInt((ulong)utf8.Length);
        Bytes(utf8);
    }

    public void Zeros(int count) => Take(count).Clear();

    /// <summary>Overwrites what was written before.</summary>
    public Span<byte> At(int start, int count) => _bytes.AsSpan(start, count);

    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Empty again; gives the memory of an unusually large use back.</summary>
    public void Reset()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void EnsureFree(int sizeHint)
    {
        if (_bytes.Length - Length < Math.Max(sizeHint, MaxVarUIntBytes))
        {
            Grow(Math.Max(sizeHint, FirstBytes));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var needed = (long)Length + count;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException("A column block may not be larger than 2 GiB.");
        }
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, Math.Max(FirstBytes, 2L * _bytes.Length)), Array.MaxLength));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
        _bytes = larger;
    }
}
