using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Observe.Sdk.Export;

/// <summary>
/// What the function measures, added up in the process and sent with an invocation's flush: with the first, then once an interval, and at the end. No timer: a frozen
/// process has none. Deltas, because an instance is one of many and lives shortly. What could not be sent is lost, and counted as so many metrics.
/// </summary>
internal sealed class MetricCollection : IDisposable
{
    private readonly MeterProvider _provider;
    private readonly MetricReader _reader;
    private readonly ExportLedger _ledger;
    private readonly ObserveOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Task _sending = Task.CompletedTask;
    private long? _lastSent;

    private MetricCollection(ObserveOptions options, ResourceBuilder resource, CollectorEndpoint endpoint, CollectorCircuit circuit, TimeProvider time)
    {
        _options = options;
        _time = time;
        _ledger = new ExportLedger("metrics", int.MaxValue);
        _reader = new BaseExportingMetricReader(new CircuitMetricExporter(endpoint.ForMetrics(), _ledger, circuit))
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Delta,
        };
        var metrics = OpenTelemetry.Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter([ObserveFunction.SourceName, .. options.Meters]);
        options.ConfigureMetrics?.Invoke(metrics);
        _provider = metrics.AddReader(_reader).Build();
    }

    public long Dropped => _ledger.Dropped;

    /// <returns>Null when the function measures nothing: then it costs nothing.</returns>
    public static MetricCollection? For(
        ObserveOptions options, ResourceBuilder resource, CollectorEndpoint endpoint, CollectorCircuit circuit, TimeProvider time) =>
        options.Meters.Count == 0 && options.ConfigureMetrics is null ? null : new MetricCollection(options, resource, endpoint, circuit, time);

    /// <summary>Ends when what was measured has left or was given up; at once when it is not yet its turn.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            // A hanging collector holds one sending, not one for each invocation.
            if (_sending.IsCompleted && (_lastSent is not { } last || _time.GetElapsedTime(last) >= _options.MetricInterval))
            {
                _lastSent = _time.GetTimestamp();
                _sending = Task.Run(() => _reader.Collect());
            }
            return _sending;
        }
    }

    public void Dispose()
    {
        _provider.Shutdown((int)_options.ShutdownTimeout.TotalMilliseconds);
        _provider.Dispose();
    }
}
