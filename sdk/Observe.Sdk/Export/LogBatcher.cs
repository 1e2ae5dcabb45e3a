using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Observe.Sdk.Export;

/// <summary>Queues log records, within the bound of the ledger.</summary>
internal sealed class LogBatcher(BaseExporter<LogRecord> exporter, ExportLedger ledger, int queueLength)
    : BatchLogRecordExportProcessor(exporter, queueLength, BatchSizes.Delay, BatchSizes.Timeout, BatchSizes.For(queueLength))
{
    public override void OnEnd(LogRecord data)
    {
        if (ledger.TryAccept())
        {
            base.OnEnd(data);
        }
    }

    /// <summary>Starts to send what waits, without waiting for it.</summary>
    public void SendNow() => ForceFlush(0);

    public Task FlushAsync() => ledger.SettleAsync(SendNow);
}
