using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Observe.Collector.Tests.Fakes;

/// <summary>OpenTelemetry's .NET SDK with its OTLP exporter, one provider a signal; disposing them sends what is left.</summary>
internal sealed class DotNetClient(Uri grpc, Uri http, OtlpExportProtocol protocol, OtlpExportCompression compression = OtlpExportCompression.None)
{
    private static readonly ResourceBuilder Resource = ResourceBuilder.CreateEmpty().AddService("dotnet-clients");

    public string? Key { get; init; }

    public string Name { get; } = $"dotnet/{protocol}/{compression}";

    /// <summary>Of its activities and instruments; nobody else's, for sources are seen by the whole process.</summary>
    public string Source { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The SDK repeats what may be repeated; it is asked to by an option that it calls experimental.</summary>
    public bool Retries { get; init; }

    /// <param name="ended">Sees each span before it is sent.</param>
    public TracerProvider Tracing(Action<Activity> ended) => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(Configuration()))
        .SetResourceBuilder(Resource).AddSource(Source)
        .AddProcessor(new Watch<Activity>(ended))
        .AddOtlpExporter(options => Configure(options, "/v1/traces")).Build();

    /// <param name="ended">Sees each record before it is sent.</param>
    public ILoggerFactory Logging(Action<LogRecord> ended) => LoggerFactory.Create(builder => builder.AddOpenTelemetry(logging => logging
        .SetResourceBuilder(Resource)
        .AddProcessor(new Watch<LogRecord>(ended))
        .AddOtlpExporter(options => Configure(options, "/v1/logs"))));

    public MeterProvider Metering() => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(Resource).AddMeter(Source)
        .AddView("client.latency", new ExplicitBucketHistogramConfiguration { Boundaries = [5, 50] })
        .AddOtlpExporter((options, reader) =>
        {
            Configure(options, "/v1/metrics");
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = Timeout.Infinite;
        }).Build();

    private IConfiguration Configuration() => new ConfigurationBuilder().AddInMemoryCollection(
        Retries ? [KeyValuePair.Create<string, string?>("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")] : []).Build();

    private void Configure(OtlpExporterOptions options, string path)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? grpc : new Uri(http, path);
        options.Compression = compression;
        if (Key is not null)
        {
            options.Headers = "x-api-key=" + Key;
        }
    }

    private sealed class Watch<T>(Action<T> ended) : BaseProcessor<T>
    {
        public override void OnEnd(T data) => ended(data);
    }
}
