using System.Buffers.Binary;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Rollup;

/// <summary>Which slots the records of a batch have a part in.</summary>
internal static class StoredSlots
{
    private static readonly SpanBlock Spans = new();
    private static readonly InvocationBlock Invocations = new();

    /// <summary>The slots that its spans start in.</summary>
    /// <exception cref="InvalidDataException">A block is not one of its table.</exception>
    public static IReadOnlyCollection<int> OfSpans(BlockBatch batch)
    {
        var slots = new HashSet<int>();
        ForEachStart(batch, Spans, Spans.Start, start => slots.Add(RollupSlot.Of(start)));
        return slots;
    }

    /// <summary>The slots during which its invocations may have run.</summary>
    /// <exception cref="InvalidDataException">A block is not one of its table.</exception>
    public static IReadOnlyCollection<int> OfInvocations(BlockBatch batch)
    {
        var slots = new HashSet<int>();
        ForEachStart(batch, Invocations, Invocations.Start, start => slots.UnionWith(InvocationReach.SlotsOf(start)));
        return slots;
    }

    private static void ForEachStart(BlockBatch batch, TableBlock layout, FixedColumn column, Action<long> take)
    {
        var starts = new ColumnBuffer();
        try
        {
            foreach (var block in batch.Blocks)
            {
                starts.Reset();
                new SealedBlock(block.Bytes, block.Rows, layout.StreamCount).CopyFixed(column.FirstStream, block.Rows, sizeof(long), starts);
                for (var i = 0; i < block.Rows; i++)
                {
                    take(BinaryPrimitives.ReadInt64LittleEndian(starts.Written[(i * sizeof(long))..]));
                }
            }
        }
        finally
        {
            starts.Reset();
        }
    }
}
