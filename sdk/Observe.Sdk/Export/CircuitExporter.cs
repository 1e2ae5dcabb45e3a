using OpenTelemetry;

namespace Observe.Sdk.Export;

/// <summary>Sends the batches of a queue through the gate; a batch is settled whatever became of it.</summary>
internal sealed class CircuitExporter<T>(BaseExporter<T> exporter, ExportLedger ledger, CollectorCircuit circuit) : BaseExporter<T>
    where T : class
{
    private readonly CircuitGate _gate = new(ledger, circuit);

    public override ExportResult Export(in Batch<T> batch)
    {
        var count = batch.Count;
        try
        {
            return _gate.Send(batch, exporter.Export);
        }
        finally
        {
            ledger.Settle(count);
        }
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => exporter.Shutdown(timeoutMilliseconds);
}
