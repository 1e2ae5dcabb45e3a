using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Observe.Sdk.Logs;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Observe.Sdk.Export;

/// <summary>The way of spans, log records and metrics from the function to the collector, and the wait for it.</summary>
internal sealed class TelemetryExport : IDisposable
{
    private readonly ExportLedger _spans;
    private readonly ExportLedger _logs;
    private readonly CollectorCircuit _sending;
    private readonly CollectorCircuit _waiting;
    private readonly SpanBatcher _spanBatcher;
    private readonly LogBatcher _logBatcher;
    private readonly TracerProvider _tracing;
    private readonly MetricCollection? _metrics;
    private readonly CollectorEndpoint _endpoint;
    private readonly ObserveOptions _options;
    private readonly TimeProvider _time;

    public TelemetryExport(ObserveOptions options, ResourceBuilder resource, ActivitySource source, TimeProvider time)
    {
        _options = options;
        _time = time;
        _spans = new ExportLedger("traces", options.MaxQueueLength);
        _logs = new ExportLedger("logs", options.MaxQueueLength);
        _sending = new CollectorCircuit(time);
        _waiting = new CollectorCircuit(time);

        _endpoint = new CollectorEndpoint(options);
        var spanExporter = new OtlpTraceExporter(_endpoint.ForTraces());
        _spanBatcher = new SpanBatcher(
            new CircuitExporter<Activity>(spanExporter, _spans, _sending), _spans, options.MaxQueueLength);
        var tracing = OpenTelemetry.Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource([source.Name, .. options.ActivitySources]);
        options.ConfigureTracing?.Invoke(tracing);
        _tracing = tracing.AddProcessor(_spanBatcher).AddProcessor(new ProviderLink<Activity>(spanExporter)).Build();

        var logExporter = new OtlpLogExporter(_endpoint.ForLogs());
        _logBatcher = new LogBatcher(new CircuitExporter<LogRecord>(logExporter, _logs, _sending), _logs, options.MaxQueueLength);
        LoggerFactory = Microsoft.Extensions.Logging.LoggerFactory.Create(builder => builder
            .SetMinimumLevel(LogLevel.Trace)
            .AddOpenTelemetry(logging =>
            {
                logging.IncludeFormattedMessage = true;
                logging.SetResourceBuilder(resource);
                logging.AddProcessor(new LogEventOrigin());
                logging.AddProcessor(_logBatcher);
                logging.AddProcessor(new ProviderLink<LogRecord>(logExporter));
            }));
        _metrics = MetricCollection.For(options, resource, _endpoint, _sending, time);
    }

    public ILoggerFactory LoggerFactory { get; }

    /// <summary>Of everything that is sent to the collector.</summary>
    public CollectorCircuit Sending => _sending;

    /// <summary>What else leaves with the telemetry of an invocation, under the same budget; null for nothing.</summary>
    public Func<Task>? FlushBeside { get; set; }

    public DroppedTelemetry Dropped => new(_spans.Dropped, _logs.Dropped, _metrics?.Dropped ?? 0);

    /// <summary>The secrets that were taken out, by kind.</summary>
    public IReadOnlyDictionary<string, long> Redacted => _endpoint.Redacted;

    /// <summary>Sends the waiting log records in the background, unless the collector is known to be away.</summary>
    public void SendLogsNow()
    {
        if (_sending.IsClosed)
        {
            _logBatcher.SendNow();
        }
    }

    /// <summary>
    /// Waits until the telemetry of this invocation left, at most for the budget. Once the collector took too long, nobody
    /// waits until the pause is over; the sending goes on in the background.
    /// </summary>
    /// <returns>True when all had left in time.</returns>
    public async Task<bool> FlushAsync(TimeSpan budget)
    {
        if (budget <= TimeSpan.Zero || !_waiting.TryEnter())
        {
            return false;
        }
        var inTime = false;
        try
        {
            Task[] sendings =
            [
                _spanBatcher.FlushAsync(), _logBatcher.FlushAsync(), _metrics?.FlushAsync() ?? Task.CompletedTask, FlushBeside?.Invoke() ?? Task.CompletedTask,
            ];
            await Task.WhenAll(sendings).WaitAsync(budget, _time).ConfigureAwait(false);
            inTime = true;
        }
        catch (TimeoutException)
        {
            // The circuit remembers it; the records are still in the queue.
        }
        finally
        {
            _waiting.Report(inTime);
        }
        return inTime;
    }

    public void Dispose()
    {
        var timeout = (int)_options.ShutdownTimeout.TotalMilliseconds;
        _spanBatcher.Shutdown(timeout);
        _logBatcher.Shutdown(timeout);
        _metrics?.Dispose();
        _tracing.Dispose();
        LoggerFactory.Dispose();
    }
}
