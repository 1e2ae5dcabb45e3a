using Microsoft.Extensions.Logging;
using Observe.Collector.Journal;
using Observe.Storage.Write;

namespace Observe.Collector.Batch;

/// <summary>
/// Gets one batch into ClickHouse exactly once, or into the quarantine, or keeps trying. Whenever the answer of an INSERT
/// was lost, the batch's rows are counted before anything else is done.
/// </summary>
internal sealed partial class BatchStorer(
    IngestJournal journal,
    ITelemetryWriter writer,
    Quarantine quarantine,
    IngestCounters counters,
    CollectorOptions options,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(100);

    public async Task StoreAsync(PlannedBatch planned, CancellationToken cancellationToken)
    {
        if (!planned.Recovered)
        {
            await AppendCutAsync(planned.Cut, cancellationToken);
        }
        var batch = Read(planned);
        var refusals = 0;
        var delay = FirstRetryDelay;
        // A batch that a former process cut may be there already.
        for (var check = planned.Recovered; ; check = true)
        {
            try
            {
                if (!check || !await IsStoredAsync(planned.Cut.Batch, cancellationToken))
                {
                    await writer.InsertAsync(batch, cancellationToken);
                }
                counters.Stored(batch.Reference.Table, batch.Reference.Rows);
                break;
            }
            catch (BatchRefusedException refusal) when (++refusals >= options.RefusalsBeforeQuarantine)
            {
                if (quarantine.TryAdd(batch, refusal.Message))
                {
                    counters.Quarantined(batch.Reference.Table, batch.Reference.Rows);
                    break;
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Down, slow, restarting, or a first refusal: the batch stays in the journal, and nothing is lost by waiting.
                Log.InsertFailed(logger, batch.Reference.Table, batch.Reference.Rows, delay, exception);
            }
            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < options.MaxRetryDelay ? delay * 2 : options.MaxRetryDelay;
        }
        await ConfirmAsync(planned.Cut.Batch);
    }

    /// <summary>An INSERT may only begin when its cut is durable: without it a replay could not tell what the INSERT held.</summary>
    private async Task AppendCutAsync(JournalCut cut, CancellationToken cancellationToken)
    {
        for (var delay = FirstRetryDelay; await journal.AppendAsync(cut) != AppendOutcome.Durable;)
        {
            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < options.MaxRetryDelay ? delay * 2 : options.MaxRetryDelay;
        }
    }

    private BlockBatch Read(PlannedBatch planned)
    {
        var blocks = planned.Blocks
            .Select(item => new NativeBlock(item.Block.Table, item.Block.Day, item.Block.Rows, journal.Read(item.Block)))
            .ToList();
        return new BlockBatch(planned.Cut.Batch with { Rows = blocks.Sum(block => (long)block.Rows) }, blocks);
    }

    private async Task<bool> IsStoredAsync(BatchReference batch, CancellationToken cancellationToken)
    {
        var stored = await writer.CountAsync(batch, cancellationToken);
        if (stored == batch.Rows)
        {
            return true;
        }
        if (stored != 0)
        {
            Log.HalfStored(logger, batch.Table, stored, batch.Rows);
            await writer.DeleteAsync(batch, cancellationToken);
        }
        return false;
    }

    /// <summary>A confirmation that the disk refuses costs only a presence check after the next start.</summary>
    private async Task ConfirmAsync(BatchReference batch)
    {
        if (await journal.AppendAsync(new JournalConfirm(batch.Table, batch.Day, batch.BatchId)) != AppendOutcome.Durable)
        {
            Log.ConfirmFailed(logger, batch.Table);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A batch of {Rows} rows for {Table} is not stored yet; next try in {Delay}")]
        public static partial void InsertFailed(ILogger logger, TelemetryTable table, long rows, TimeSpan delay, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "A batch for {Table} was half stored ({Stored} of {Rows} rows); it is replaced")]
        public static partial void HalfStored(ILogger logger, TelemetryTable table, long stored, long rows);

        [LoggerMessage(3, LogLevel.Warning, "A stored batch for {Table} could not be confirmed in the journal; the next start checks it")]
        public static partial void ConfirmFailed(ILogger logger, TelemetryTable table);
    }
}
