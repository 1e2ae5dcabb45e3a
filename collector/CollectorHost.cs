using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Collector.Decode;
using Observe.Collector.Receive;
using Observe.Storage.Write;

namespace Observe.Collector;

/// <summary>The collector as one service of the process: opens the journal, listens, and on stop drains in two phases.</summary>
public sealed partial class CollectorHost : IHostedService
{
    private static readonly TimeSpan LongestIntroduction = TimeSpan.FromSeconds(1);

    private readonly CollectorPipeline _pipeline;
    private readonly CollectorListener _listener;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<CollectorHost> _logger;
    private readonly InFlightBudget _budget;
    private readonly CollectorOptions _options;
    private BodyReceiver? _bodies;

    internal CollectorHost(
        CollectorPipeline pipeline, CollectorListener listener, InFlightBudget budget, IOptions<CollectorOptions> options,
        IHostApplicationLifetime lifetime, ILogger<CollectorHost> logger)
    {
        _budget = budget;
        _options = options.Value;
        _pipeline = pipeline;
        _listener = listener;
        _lifetime = lifetime;
        _logger = logger;
    }

    /// <summary>Where OTLP/gRPC is served, with the real ports; known after the start.</summary>
    public IReadOnlyList<string> GrpcAddresses => [_listener.GrpcAddress];

    /// <summary>Where OTLP/HTTP is served, with the real ports; known after the start.</summary>
    public IReadOnlyList<string> HttpAddresses => [_listener.HttpAddress];

    public IngestCounters Counters => _pipeline.Counters;

    /// <summary>True when a worker ended by an error that it could not handle; the process then stops, and says so by its exit code.</summary>
    public bool HasFailed => _pipeline.Workers.Any(worker => worker.IsFaulted);

    /// <summary>Bytes of the journal on disk.</summary>
    public long JournalBytes => _pipeline.Journal.Bytes;

    /// <summary>Rows that are acknowledged and not yet stored.</summary>
    public long WaitingRows(TelemetryTable table) => _pipeline.WaitingRows(table);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var receiver = _pipeline.Start();
        var bodies = new BodyReceiver(receiver, Counters, _options);
        _bodies = bodies;
        foreach (var worker in _pipeline.Workers)
        {
            _ = WatchAsync(worker);
        }
        // Whoever asks for fresh answers after the first request must find this collector. A database that is away holds nothing up.
        await _pipeline.Known.WaitAsync(LongestIntroduction, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        await _listener.StartAsync(receiver, bodies, Counters, cancellationToken);
    }

    /// <summary>
    /// Takes traces as OTLP/JSON that came another way, as the listeners take them: under the same limits, durable when it returns.
    /// </summary>
    /// <exception cref="InvalidOperationException">The collector has not started.</exception>
    public async Task<ExportResult> ImportAsync(Stream json, CancellationToken cancellationToken)
    {
        var bodies = _bodies ?? throw new InvalidOperationException("The collector has not started.");
        using var reservation = _budget.Begin();
        return await bodies.ReceiveAsync(OtlpSignal.Traces, OtlpEncoding.Json, json, reservation, null, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _listener.StopAsync(cancellationToken);
        await _pipeline.StopAsync(cancellationToken);
    }

    /// <summary>A worker that fails unexpectedly takes the process down: no collector that takes and never stores.</summary>
    private async Task WatchAsync(Task worker)
    {
        try
        {
            await worker;
        }
        catch (OperationCanceledException)
        {
            // The stop.
        }
        catch (Exception exception)
        {
            Log.WorkerFailed(_logger, exception);
            _lifetime.StopApplication();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "A worker of the collector failed; the process stops")]
        public static partial void WorkerFailed(ILogger logger, Exception exception);
    }
}
