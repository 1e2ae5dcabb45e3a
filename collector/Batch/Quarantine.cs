using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Observe.Collector.Journal;
using Observe.Storage.Write;

namespace Observe.Collector.Batch;

/// <summary>
/// Keeps the batches that ClickHouse refuses for their content: the blocks in one file, what and why in another. They
/// count to the journal's limit, so that they cannot fill the disk.
/// </summary>
internal sealed partial class Quarantine(string folder, IngestJournal journal, IJournalDisk disk, ILogger logger)
{
    /// <summary>Puts what is there already to the journal's account.</summary>
    public void Open()
    {
        Directory.CreateDirectory(folder);
        journal.Account(new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length));
    }

    /// <summary>False when the disk refuses; the batch then stays in the journal.</summary>
    public bool TryAdd(BlockBatch batch, string reason)
    {
        var reference = batch.Reference;
        var name = string.Create(CultureInfo.InvariantCulture, $"{reference.Table}-{reference.Day:yyyyMMdd}-{reference.BatchId:x16}").ToLowerInvariant();
        try
        {
            // The blocks last: a .native file means that the pair is whole.
            Write(Path.Combine(folder, name + ".json"), Describe(batch, reason));
            Write(Path.Combine(folder, name + ".native"), Join(batch));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(logger, reference.Table, reference.Rows, exception);
            return false;
        }
        Log.Kept(logger, reference.Table, reference.Rows, name, reason);
        return true;
    }

    private static byte[] Describe(BlockBatch batch, string reason) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        table = batch.Reference.Table.ToString(),
        day = batch.Reference.Day,
        batchId = batch.Reference.BatchId.ToString("x16", CultureInfo.InvariantCulture),
        rows = batch.Reference.Rows,
        blocks = batch.Blocks.Select(block => new { rows = block.Rows, bytes = block.Bytes.Length }),
        reason,
    });

    private static ReadOnlySpan<byte> Join(BlockBatch batch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var block in batch.Blocks)
        {
            buffer.Write(block.Bytes.Span);
        }
        return buffer.WrittenSpan;
    }

    private void Write(string path, ReadOnlySpan<byte> bytes)
    {
        // A crash between this and the confirmation repeats the batch under the same name.
        File.Delete(path);
        using var file = disk.Create(path);
        disk.Write(file, bytes, 0);
        disk.Sync(file);
        journal.Account(bytes.Length);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "ClickHouse refuses a batch of {Rows} rows for {Table}; it is kept in the quarantine as {Name}: {Reason}")]
        public static partial void Kept(ILogger logger, TelemetryTable table, long rows, string name, string reason);

        [LoggerMessage(2, LogLevel.Error, "ClickHouse refuses a batch of {Rows} rows for {Table}, and the quarantine cannot be written")]
        public static partial void NotKept(ILogger logger, TelemetryTable table, long rows, Exception exception);
    }
}
