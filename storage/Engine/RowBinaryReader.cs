using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Observe.Storage.Engine;

/// <summary>
/// Reads ClickHouse's RowBinary format value by value: for answers of so many rows that an object for each value would be most of what they cost.
/// Texts that come again are the same object.
/// </summary>
public sealed class RowBinaryReader(Stream stream) : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly SharedTexts _texts = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _at;
    private int _end;

    /// <summary>True while there is another row.</summary>
    public bool HasMore => _at < _end || Fill(1);

    public byte Byte() => Take(1)[0];

    public bool Boolean() => Byte() != 0;

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Also a DateTime64: so many of its units since 1970.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>A FixedString; valid until the next value is read.</summary>
    public ReadOnlySpan<byte> Bytes(int length) => Take(length);

    public string Text()
    {
        var length = Length();
        return length == 0 ? "" : _texts.Of(Take(length));
    }

    /// <summary>Of an array or a map: how many items follow.</summary>
    /// <exception cref="InvalidDataException">This is no such number.</exception>
    public int Length()
    {
        var length = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Byte();
            length |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return length <= Array.MaxLength ? (int)length : throw Broken();
            }
        }
        throw Broken();
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        (_at, _end) = (0, 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        stream.Dispose();
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _at < count && !Fill(count))
        {
            throw Broken();
        }
        var taken = _buffer.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    /// <summary>The buffer grows as the bytes come, and not by what a length says that is to come.</summary>
    private bool Fill(int count)
    {
        while (_end - _at < count)
        {
            if (_at > 0)
            {
                _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
                (_at, _end) = (0, _end - _at);
            }
            if (_end == _buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.AsSpan(0, _end).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                return false;
            }
            _end += read;
        }
        return true;
    }

    private static InvalidDataException Broken() => new("The engine's answer ended in the middle of a row.");

    /// <summary>The texts that were read last, a bounded number of them, by what they say.</summary>
    private sealed class SharedTexts
    {
        private const int Slots = 4_096;
        private const int Longest = 128;

        private readonly string?[] _kept = new string?[Slots];

        public string Of(ReadOnlySpan<byte> text)
        {
            if (text.Length > Longest)
            {
                return Encoding.UTF8.GetString(text);
            }
            Span<char> characters = stackalloc char[Longest];
            characters = characters[..Encoding.UTF8.GetChars(text, characters)];
            ref var kept = ref _kept[string.GetHashCode(characters) & (Slots - 1)];
            if (kept is null || !characters.SequenceEqual(kept))
            {
                kept = new string(characters);
            }
            return kept;
        }
    }
}
