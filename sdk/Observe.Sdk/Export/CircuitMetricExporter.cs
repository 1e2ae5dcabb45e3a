using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Observe.Sdk.Export;

/// <summary>
/// The OTLP exporter behind the gate. It is one of its own kind, not a wrapper, because a reader tells the resource only to the exporter that it was given.
/// </summary>
internal sealed class CircuitMetricExporter(OtlpExporterOptions options, ExportLedger ledger, CollectorCircuit circuit) : OtlpMetricExporter(options)
{
    private readonly CircuitGate _gate = new(ledger, circuit);

    public override ExportResult Export(in Batch<Metric> metrics) => _gate.Send(metrics, Send);

    private ExportResult Send(in Batch<Metric> metrics) => base.Export(metrics);
}
