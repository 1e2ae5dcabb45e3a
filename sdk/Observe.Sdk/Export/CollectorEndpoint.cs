using OpenTelemetry.Exporter;

namespace Observe.Sdk.Export;

/// <summary>Where and how the OTLP exporter sends.</summary>
internal static class CollectorEndpoint
{
    public static OtlpExporterOptions For(ObserveOptions options, string signalPath)
    {
        // The constructor reads the OTEL_EXPORTER_OTLP_* variables, among them headers.
        var exporter = new OtlpExporterOptions
        {
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Endpoint = new Uri($"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{signalPath}"),
            TimeoutMilliseconds = (int)options.ExportTimeout.TotalMilliseconds,
        };
        if (options.ApiKey is { Length: > 0 } key)
        {
            var header = $"x-api-key={Uri.EscapeDataString(key)}";
            exporter.Headers = string.IsNullOrEmpty(exporter.Headers) ? header : $"{exporter.Headers},{header}";
        }
        return exporter;
    }
}
