using System.ComponentModel.DataAnnotations;
using Observe.Redaction;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Serilog;

namespace Observe.Sdk;

/// <summary>How a function reports to Observe. Everything has a default that the environment can set.</summary>
public sealed class ObserveOptions
{
    private const string DefaultEndpoint = "http://localhost:4318";

    /// <summary><c>service.name</c>; by default OTEL_SERVICE_NAME, else the name that the platform gave the function.</summary>
    public string? ServiceName { get; set; } = Text("OTEL_SERVICE_NAME");

    /// <summary><c>faas.name</c>; by default the platform's name of the function, else the service name.</summary>
    public string? FunctionName { get; set; } = Text("FAAS_NAME");

    /// <summary><c>faas.version</c>; by default FAAS_VERSION, else the platform's version of the function.</summary>
    public string? FunctionVersion { get; set; } = Text("FAAS_VERSION");

    /// <summary>The collector's OTLP/HTTP address without path; by default OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public Uri Endpoint { get; set; } = new(Text("OTEL_EXPORTER_OTLP_ENDPOINT") ?? DefaultEndpoint);

    /// <summary>The ingest key, sent as the header <c>x-api-key</c>; by default OBSERVE_API_KEY.</summary>
    public string? ApiKey { get; set; } = Text("OBSERVE_API_KEY");

    /// <summary>The most that an invocation waits for the collector. Zero waits for nothing.</summary>
    public TimeSpan FlushTimeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The most that one request to the collector takes in the background.</summary>
    public TimeSpan ExportTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The most that the end of the process waits for the collector.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The function's time limit, from which the deadline of an invocation follows when the platform names none.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How many spans, and how many log records, may wait for the collector before new ones are dropped.</summary>
    public int MaxQueueLength { get; set; } = 4_096;

    /// <summary>
    /// On Lambda under <c>LambdaLoop</c>: takes what the platform says of the instance (initialisation, billed time, memory, its own word on how invocations
    /// ended) from the Telemetry API, and sends it on; by default so unless OBSERVE_PLATFORM_RECORDS is <c>false</c>.
    /// </summary>
    public bool PlatformRecords { get; set; } = Text("OBSERVE_PLATFORM_RECORDS") is not "false";

    /// <summary>Activity sources to record beside the invocations; by default the outgoing calls of HttpClient.</summary>
    public ICollection<string> ActivitySources { get; } = ["System.Net.Http"];

    /// <summary>Meters to send what they measure; none by default. With <c>System.Runtime</c> those of .NET itself.</summary>
    public ICollection<string> Meters { get; } = [];

    /// <summary>
    /// At least so long lies between two sendings of metrics. They leave with the flush of an invocation: with the first one at once, and what is left at the end of the process.
    /// </summary>
    public TimeSpan MetricInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Which secrets are taken out of all that is sent, before it leaves the process: by default more than seventy kinds of tokens, keys and card numbers, and what secret names stand before.</summary>
    public RedactionOptions Redaction { get; } = new();

    /// <summary>Adds instrumentation, a sampler or processors.</summary>
    public Action<TracerProviderBuilder>? ConfigureTracing { get; set; }

    /// <summary>Adds views, instrumentation or meters by pattern.</summary>
    public Action<MeterProviderBuilder>? ConfigureMetrics { get; set; }

    /// <summary>Adds sinks, enrichers or levels to <see cref="ObserveFunction.Logger"/>.</summary>
    public Action<LoggerConfiguration>? ConfigureLogging { get; set; }

    /// <summary>The last handler of each signal's requests.</summary>
    internal Func<HttpMessageHandler> Network { get; set; } = static () => new SocketsHttpHandler();

    internal void Validate()
    {
        Check(Endpoint is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(Endpoint), "an absolute http or https address");
        Check(ApiKey is null || ApiKey.All(c => c is > ' ' and <= '~'), nameof(ApiKey), "visible ASCII characters only");
        Check(InRange(FlushTimeout, TimeSpan.Zero), nameof(FlushTimeout), "between 0 and 1 minute");
        Check(InRange(ExportTimeout, TimeSpan.FromMilliseconds(1)), nameof(ExportTimeout), "between 1 ms and 1 minute");
        Check(InRange(ShutdownTimeout, TimeSpan.Zero), nameof(ShutdownTimeout), "between 0 and 1 minute");
        Check(InRange(MetricInterval, TimeSpan.Zero), nameof(MetricInterval), "between 0 and 1 minute");
        Check(Timeout is not { } timeout || timeout > TimeSpan.Zero, nameof(Timeout), "longer than 0");
        Check(MaxQueueLength is >= 16 and <= 1_000_000, nameof(MaxQueueLength), "between 16 and 1,000,000");
    }

    private static bool InRange(TimeSpan value, TimeSpan least) => value >= least && value <= TimeSpan.FromMinutes(1);

    private static void Check(bool holds, string name, string wanted)
    {
        if (!holds)
        {
            throw new ValidationException($"{nameof(ObserveOptions)}.{name} must be {wanted}.");
        }
    }

    private static string? Text(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
