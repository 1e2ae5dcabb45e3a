using Observe.Redaction;
using Observe.Sdk.Redact;
using OpenTelemetry.Exporter;

namespace Observe.Sdk.Export;

/// <summary>Where and how the OTLP exporters send, and what they do not.</summary>
internal sealed class CollectorEndpoint(ObserveOptions options)
{
    /// <summary>Made with the first request, beside the handler: a start waits for nothing that it does not need.</summary>
    private readonly Lazy<Redactor> _redactor = new(() => new Redactor(options.Redaction));

    /// <summary>The secrets that were taken out, by kind.</summary>
    public IReadOnlyDictionary<string, long> Redacted => _redactor.IsValueCreated ? _redactor.Value.Counts : new Dictionary<string, long>();

    public OtlpExporterOptions ForTraces() => For("v1/traces", OtlpShape.Traces);

    public OtlpExporterOptions ForLogs() => For("v1/logs", OtlpShape.Logs);

    public OtlpExporterOptions ForMetrics() => For("v1/metrics", OtlpShape.Metrics);

    private OtlpExporterOptions For(string signalPath, OtlpShape shape)
    {
        // The constructor reads the OTEL_EXPORTER_OTLP_* variables, among them headers.
        var exporter = new OtlpExporterOptions
        {
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Endpoint = new Uri($"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{signalPath}"),
            TimeoutMilliseconds = (int)options.ExportTimeout.TotalMilliseconds,
        };
        // Nothing can be taken out of what is compressed: the handler compresses.
        var compresses = exporter.Compression == OtlpExportCompression.GZip;
        exporter.Compression = OtlpExportCompression.None;
        exporter.HttpClientFactory = () => Client(options, new RedactingHandler(_redactor, shape, options.Network(), compresses));
        return exporter;
    }

    /// <summary>The key is set here because the exporter's own header list cannot hold every character of a key.</summary>
    public static HttpClient Client(ObserveOptions options, HttpMessageHandler handler)
    {
        var client = new HttpClient(handler) { Timeout = options.ExportTimeout };
        if (options.ApiKey is { Length: > 0 } key)
        {
            client.DefaultRequestHeaders.Add("x-api-key", key);
        }
        return client;
    }
}
