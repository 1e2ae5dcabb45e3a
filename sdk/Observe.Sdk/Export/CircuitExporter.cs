using OpenTelemetry;

namespace Observe.Sdk.Export;

/// <summary>Sends a batch while the circuit allows it, and writes in the books what became of it.</summary>
internal sealed class CircuitExporter<T>(BaseExporter<T> exporter, ExportLedger ledger, CollectorCircuit circuit) : BaseExporter<T>
    where T : class
{
    public override ExportResult Export(in Batch<T> batch)
    {
        var count = batch.Count;
        try
        {
            if (!circuit.TryEnter())
            {
                ledger.Drop(count, "circuit_open");
                return ExportResult.Failure;
            }
            return Send(batch, count);
        }
        finally
        {
            ledger.Settle(count);
        }
    }

    private ExportResult Send(in Batch<T> batch, long count)
    {
        var result = ExportResult.Failure;
        try
        {
            result = exporter.Export(batch);
            return result;
        }
        finally
        {
            circuit.Report(result == ExportResult.Success);
            if (result != ExportResult.Success)
            {
                ledger.Drop(count, "export_failed");
            }
        }
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => exporter.Shutdown(timeoutMilliseconds);
}
