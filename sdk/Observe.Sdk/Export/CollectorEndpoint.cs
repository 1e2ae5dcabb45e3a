using OpenTelemetry.Exporter;

namespace Observe.Sdk.Export;

/// <summary>Where and how the OTLP exporter sends.</summary>
internal static class CollectorEndpoint
{
    public static OtlpExporterOptions For(ObserveOptions options, string signalPath)
    {
        // The constructor reads the OTEL_EXPORTER_OTLP_* variables, among them headers.
        return new OtlpExporterOptions
        {
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Endpoint = new Uri($"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{signalPath}"),
            TimeoutMilliseconds = (int)options.ExportTimeout.TotalMilliseconds,
            HttpClientFactory = () => Client(options),
        };
    }

    /// <summary>The key is set here because the exporter's own header list cannot hold every character of a key.</summary>
    private static HttpClient Client(ObserveOptions options)
    {
        var client = new HttpClient { Timeout = options.ExportTimeout };
        if (options.ApiKey is { Length: > 0 } key)
        {
            client.DefaultRequestHeaders.Add("x-api-key", key);
        }
        return client;
    }
}
