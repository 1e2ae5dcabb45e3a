using System.Buffers.Binary;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Rollup;

/// <summary>Which minutes the spans of a batch start in.</summary>
internal static class StoredMinutes
{
    private static readonly SpanBlock Layout = new();

    /// <summary>Empty for tables that no rollup is made of.</summary>
    /// <exception cref="InvalidDataException">A block is not one of its table.</exception>
    public static IReadOnlyCollection<int> Of(BlockBatch batch)
    {
        var minutes = new HashSet<int>();
        if (batch.Reference.Table != TelemetryTable.Spans)
        {
            return minutes;
        }
        var starts = new ColumnBuffer();
        foreach (var block in batch.Blocks)
        {
            starts.Reset();
            var sealedBlock = new SealedBlock(block.Bytes, block.Rows, Layout.StreamCount);
            sealedBlock.CopyFixed(Layout.Start.FirstStream, block.Rows, sizeof(long), starts);
            for (var i = 0; i < block.Rows; i++)
            {
                minutes.Add(RollupMinute.Of(BinaryPrimitives.ReadInt64LittleEndian(starts.Written[(i * sizeof(long))..])));
            }
        }
        starts.Reset();
        return minutes;
    }
}
