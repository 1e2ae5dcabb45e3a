using Observe.Storage.Write.Columns;

namespace Observe.Storage.Write;

/// <summary>Joins the blocks of many requests into one block of ClickHouse's Native format.</summary>
internal static class NativeBatch
{
    /// <summary>Appends one Native block with all rows, <c>batch_id</c> in the last column.</summary>
    /// <exception cref="BatchRefusedException">A block is not one of this table.</exception>
    public static void Write(BlockBatch batch, ColumnBuffer output)
    {
        var layout = TelemetryTables.NewBlock(batch.Reference.Table);
        try
        {
            var blocks = batch.Blocks.Select(block => Open(block, layout)).ToArray();
            var rows = blocks.Sum(block => (long)block.Rows);
            var columns = layout.Columns.Where(column => column.IsStored).ToArray();
            output.VarUInt((ulong)columns.Length + 1);
            output.VarUInt((ulong)rows);
            foreach (var column in columns)
            {
                Head(output, column.Name, column.Type);
                column.MergePrefix(output);
                column.Merge(output, blocks, null);
            }
            Head(output, TelemetryTables.BatchId, "UInt64");
            for (var i = 0L; i < rows; i++)
            {
                output.UInt64(batch.Reference.BatchId);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new BatchRefusedException(exception.Message, exception);
        }
    }

    private static SealedBlock Open(NativeBlock block, TableBlock layout) =>
        block.Bytes.Length > 0 && block.Bytes.Span[0] == TableBlock.Layout
            ? new SealedBlock(block.Bytes, block.Rows, layout.StreamCount)
            : throw new InvalidDataException("The block was written by another version.");

    private static void Head(ColumnBuffer output, string name, string type)
    {
        output.Text(System.Text.Encoding.UTF8.GetBytes(name));
        output.Text(System.Text.Encoding.UTF8.GetBytes(type));
    }
}
