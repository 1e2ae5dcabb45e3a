using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Observe.LambdaFunction;

/// <summary>One span and two log records an invocation, in batches that are flushed after the answer.</summary>
internal static partial class OpenTelemetryFunction
{
    private const string Name = "Observe.LambdaFunction";
    private const int FlushMilliseconds = 200;

    public static async Task<int> RunAsync()
    {
        using var source = new ActivitySource(Name);
        var resource = ResourceBuilder.CreateDefault().AddService("orders");
        using var traces = OpenTelemetry.Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Name).AddOtlpExporter(o => Aim(o, "v1/traces")).Build();
        var toCollector = new OtlpExporterOptions();
        Aim(toCollector, "v1/logs");
        // By hand: only a processor of one's own can be flushed.
        using var records = new BatchLogRecordExportProcessor(new OtlpLogExporter(toCollector));
        using var loggers = LoggerFactory.Create(builder => builder.AddOpenTelemetry(logging =>
        {
            logging.SetResourceBuilder(resource);
            logging.IncludeFormattedMessage = true;
            logging.AddProcessor(records);
        }));
        var logger = loggers.CreateLogger(Name);
        return await PlainLoop.RunAsync(
            async () =>
            {
                using var span = source.StartActivity("orders", ActivityKind.Server);
                span?.SetTag("faas.invocation_id", "r-1");
                span?.SetTag("faas.trigger", "http");
                Log.Taken(logger, 1);
                await Work.Task;
                Log.Placed(logger, 1);
            },
            () => Task.Run(() =>
            {
                traces.ForceFlush(FlushMilliseconds);
                records.ForceFlush(FlushMilliseconds);
            }));
    }

    private static void Aim(OtlpExporterOptions options, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")}/{path}");
    }

    internal static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Order {Number} taken")]
        public static partial void Taken(ILogger logger, int number);

        [LoggerMessage(2, LogLevel.Information, "Order {Number} placed")]
        public static partial void Placed(ILogger logger, int number);
    }
}
