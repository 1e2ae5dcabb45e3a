using System.Buffers.Binary;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Rollup;

/// <summary>Which slots the spans of a batch start in.</summary>
internal static class StoredSlots
{
    private static readonly SpanBlock Layout = new();

    /// <summary>Empty for tables that no rollup is made of.</summary>
    /// <exception cref="InvalidDataException">A block is not one of its table.</exception>
    public static IReadOnlyCollection<int> Of(BlockBatch batch)
    {
        var slots = new HashSet<int>();
        if (batch.Reference.Table != TelemetryTable.Spans)
        {
            return slots;
        }
        var starts = new ColumnBuffer();
        foreach (var block in batch.Blocks)
        {
            starts.Reset();
            var sealedBlock = new SealedBlock(block.Bytes, block.Rows, Layout.StreamCount);
            sealedBlock.CopyFixed(Layout.Start.FirstStream, block.Rows, sizeof(long), starts);
            for (var i = 0; i < block.Rows; i++)
            {
                slots.Add(RollupSlot.Of(BinaryPrimitives.ReadInt64LittleEndian(starts.Written[(i * sizeof(long))..])));
            }
        }
        starts.Reset();
        return slots;
    }
}
