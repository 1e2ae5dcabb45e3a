using System.Diagnostics;
using OpenTelemetry;

namespace Observe.Sdk.Export;

/// <summary>Queues ended spans, within the bound of the ledger.</summary>
internal sealed class SpanBatcher(BaseExporter<Activity> exporter, ExportLedger ledger, int queueLength)
    : BatchActivityExportProcessor(exporter, queueLength, BatchSizes.Delay, BatchSizes.Timeout, BatchSizes.For(queueLength))
{
    public override void OnEnd(Activity data)
    {
        if (data.Recorded && ledger.TryAccept())
        {
            base.OnEnd(data);
        }
    }

    /// <summary>A zero wait only wakes the exporting thread.</summary>
    public Task FlushAsync() => ledger.SettleAsync(() => ForceFlush(0));
}
