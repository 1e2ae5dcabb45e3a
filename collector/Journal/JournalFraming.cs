using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Observe.Storage.Write;

namespace Observe.Collector.Journal;

/// <summary>
/// The bytes of the journal. Each record is <c>length u32 | checksum u64 | kind u8 | body</c>, little-endian; the length
/// counts kind and body, the checksum is XxHash3 over them, seeded by the journal and the segment, so that neither a torn
/// write nor the bytes of another file pass for a record.
/// </summary>
internal static class JournalFraming
{
    public const int HeaderBytes = 12;
    private const int BlockHeaderBytes = 13;

    // Larger than any request can make it: a length above this is a torn write, not a record.
    private const uint MaxRecordBytes = 1u << 31;

    public enum Kind : byte
    {
        Entry = 1,
        Cut = 2,
        Confirm = 3,
    }

    /// <summary>A record of which the frame has been checked.</summary>
    public readonly record struct Frame(Kind Kind, long BodyOffset, int BodyLength)
    {
        public long End => BodyOffset + BodyLength;
    }

    public static int EntryBytes(IReadOnlyList<NativeBlock> blocks) =>
        checked(HeaderBytes + 1 + 8 + 4 + blocks.Sum(block => BlockHeaderBytes + block.Bytes.Length));

    public static void WriteEntry(ArrayBufferWriter<byte> output, ulong seed, long number, IReadOnlyList<NativeBlock> blocks)
    {
        var record = output.GetSpan(EntryBytes(blocks))[..EntryBytes(blocks)];
        var body = record[(HeaderBytes + 1)..];
        BinaryPrimitives.WriteInt64LittleEndian(body, number);
        BinaryPrimitives.WriteInt32LittleEndian(body[8..], blocks.Count);
        body = body[12..];
        foreach (var block in blocks)
        {
            body[0] = (byte)block.Table;
            BinaryPrimitives.WriteInt32LittleEndian(body[1..], block.Day.DayNumber);
            BinaryPrimitives.WriteInt32LittleEndian(body[5..], block.Rows);
            BinaryPrimitives.WriteInt32LittleEndian(body[9..], block.Bytes.Length);
            block.Bytes.Span.CopyTo(body[BlockHeaderBytes..]);
            body = body[(BlockHeaderBytes + block.Bytes.Length)..];
        }
        Seal(record, Kind.Entry, seed);
        output.Advance(record.Length);
    }

    /// <param name="bodyOffset">Where the body lies in the segment's file.</param>
    public static JournalEntry ReadEntry(ReadOnlySpan<byte> body, long segment, long bodyOffset)
    {
        var number = BinaryPrimitives.ReadInt64LittleEndian(body);
        var blocks = new JournalBlock[BinaryPrimitives.ReadInt32LittleEndian(body[8..])];
        var position = 12;
        for (var i = 0; i < blocks.Length; i++)
        {
            var header = body[position..];
            var length = BinaryPrimitives.ReadInt32LittleEndian(header[9..]);
            blocks[i] = new JournalBlock(
                (TelemetryTable)header[0],
                DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32LittleEndian(header[1..])),
                BinaryPrimitives.ReadInt32LittleEndian(header[5..]),
                segment,
                bodyOffset + position + BlockHeaderBytes,
                length);
            position += BlockHeaderBytes + length;
        }
        return new JournalEntry(number, segment, blocks);
    }

    public static void WriteCut(ArrayBufferWriter<byte> output, ulong seed, JournalCut cut)
    {
        const int Bytes = HeaderBytes + 1 + 37;
        var record = output.GetSpan(Bytes)[..Bytes];
        var body = record[(HeaderBytes + 1)..];
        WriteBatch(body, cut.Batch.Table, cut.Batch.Day, cut.Batch.BatchId);
        BinaryPrimitives.WriteInt64LittleEndian(body[13..], cut.Batch.Rows);
        BinaryPrimitives.WriteInt64LittleEndian(body[21..], cut.FirstEntry);
        BinaryPrimitives.WriteInt64LittleEndian(body[29..], cut.LastEntry);
        Seal(record, Kind.Cut, seed);
        output.Advance(Bytes);
    }

    public static JournalCut ReadCut(ReadOnlySpan<byte> body)
    {
        var (table, day, batchId) = ReadBatch(body);
        return new JournalCut(
            new BatchReference(table, day, batchId, BinaryPrimitives.ReadInt64LittleEndian(body[13..])),
            BinaryPrimitives.ReadInt64LittleEndian(body[21..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[29..]));
    }

    public static void WriteConfirm(ArrayBufferWriter<byte> output, ulong seed, JournalConfirm confirm)
    {
        const int Bytes = HeaderBytes + 1 + 13;
        var record = output.GetSpan(Bytes)[..Bytes];
        WriteBatch(record[(HeaderBytes + 1)..], confirm.Table, confirm.Day, confirm.BatchId);
        Seal(record, Kind.Confirm, seed);
        output.Advance(Bytes);
    }

    public static JournalConfirm ReadConfirm(ReadOnlySpan<byte> body)
    {
        var (table, day, batchId) = ReadBatch(body);
        return new JournalConfirm(table, day, batchId);
    }

    /// <summary>Checks the record that begins at the start of <paramref name="bytes"/>; false for a torn or foreign one.</summary>
    public static bool TryReadFrame(ReadOnlySpan<byte> bytes, long offset, ulong seed, out Frame frame)
    {
        frame = default;
        if (!TryReadLength(bytes, out var length) || bytes.Length - HeaderBytes < length)
        {
            return false;
        }
        var content = bytes.Slice(HeaderBytes, length);
        if (XxHash3.HashToUInt64(content, unchecked((long)seed)) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[4..]))
        {
            return false;
        }
        frame = new Frame((Kind)content[0], offset + HeaderBytes + 1, length - 1);
        return true;
    }

    /// <summary>The length that a header claims; false when no record can have it.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> header, out int length)
    {
        length = 0;
        if (header.Length < HeaderBytes)
        {
            return false;
        }
        var claimed = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (claimed is 0 or >= MaxRecordBytes)
        {
            return false;
        }
        length = (int)claimed;
        return true;
    }

    private static void WriteBatch(Span<byte> body, TelemetryTable table, DateOnly day, ulong batchId)
    {
        body[0] = (byte)table;
        BinaryPrimitives.WriteInt32LittleEndian(body[1..], day.DayNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(body[5..], batchId);
    }

    private static (TelemetryTable Table, DateOnly Day, ulong BatchId) ReadBatch(ReadOnlySpan<byte> body) =>
        ((TelemetryTable)body[0],
        DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32LittleEndian(body[1..])),
        BinaryPrimitives.ReadUInt64LittleEndian(body[5..]));

    private static void Seal(Span<byte> record, Kind kind, ulong seed)
    {
        record[HeaderBytes] = (byte)kind;
        var content = record[HeaderBytes..];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)content.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(record[4..], XxHash3.HashToUInt64(content, unchecked((long)seed)));
    }
}
