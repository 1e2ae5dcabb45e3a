using OpenTelemetry;

namespace Observe.Sdk.Export;

/// <summary>
/// Exports nothing. A provider tells its resource only to the exporters of its own processors; this processor makes the
/// wrapped OTLP exporter one of them.
/// </summary>
internal sealed class ProviderLink<T>(BaseExporter<T> exporter) : BaseExportProcessor<T>(exporter)
    where T : class
{
    protected override void OnExport(T data)
    {
    }
}
