using OpenTelemetry;

namespace Observe.Sdk.Export;

/// <summary>Lets a batch go while the circuit allows it, and writes in the books what became of it.</summary>
internal sealed class CircuitGate(ExportLedger ledger, CollectorCircuit circuit)
{
    public delegate ExportResult Sending<T>(in Batch<T> batch)
        where T : class;

    public ExportResult Send<T>(in Batch<T> batch, Sending<T> send)
        where T : class
    {
        if (!circuit.TryEnter())
        {
            ledger.Drop(batch.Count, "circuit_open");
            return ExportResult.Failure;
        }
        var count = batch.Count;
        var result = ExportResult.Failure;
        try
        {
            result = send(batch);
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
}
