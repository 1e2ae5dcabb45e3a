using System.Diagnostics.Metrics;
using Observe.Collector.Decode;
using Observe.Redaction;
using Observe.Storage.Write;

namespace Observe.Collector;

/// <summary>
/// Counts every record and request by what became of it, for the heartbeat and for the meter. At any moment
/// received + replayed = stored + refused + quarantined + waiting, for each signal.
/// </summary>
public sealed class IngestCounters : IDisposable
{
    public const string MeterName = "Observe.Collector";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _values = [];
    private readonly Meter _meter = new(MeterName);
    private readonly Redactor _redactor;
    private readonly Counter<long> _records;
    private readonly Counter<long> _requests;
    private long _lastEventUnixNanoseconds;

    public IngestCounters(Redactor redactor)
    {
        _redactor = redactor;
        _meter.CreateObservableCounter(
            "observe.collector.redactions",
            () => redactor.Counts.Select(kind => new Measurement<long>(kind.Value, new KeyValuePair<string, object?>("kind", kind.Key))),
            "{secret}",
            "Secrets that were taken out, by kind");
        _records = _meter.CreateCounter<long>("observe.collector.records", "{record}", "Records by signal and what became of them");
        _requests = _meter.CreateCounter<long>("observe.collector.requests_refused", "{request}", "Requests that were turned away whole");
    }

    /// <summary>When the last record was received; 0 for never.</summary>
    public long LastEventUnixNanoseconds => Interlocked.Read(ref _lastEventUnixNanoseconds);

    /// <summary>A request was acknowledged: all its records are received, some of them refused.</summary>
    public void Acknowledged(OtlpSignal signal, DecodeResult result, long nowUnixNanoseconds)
    {
        if (result.Received == 0)
        {
            return;
        }
        var name = NameOf(signal);
        lock (_lock)
        {
            Add(IngestCounterNames.Received, name, result.Received);
            foreach (var (reason, count) in result.Refused)
            {
                Add(IngestCounterNames.Refused, name, count, reason.Code);
            }
        }
        Interlocked.Exchange(ref _lastEventUnixNanoseconds, nowUnixNanoseconds);
    }

    /// <summary>Rows of a block that the journal of a former process still held.</summary>
    public void Replayed(TelemetryTable table, long rows) => AddRows(IngestCounterNames.Replayed, table, rows);

    public void Stored(TelemetryTable table, long rows) => AddRows(IngestCounterNames.Stored, table, rows);

    public void Quarantined(TelemetryTable table, long rows) => AddRows(IngestCounterNames.Quarantined, table, rows);

    public void RequestRefused(string reason)
    {
        lock (_lock)
        {
            var key = $"{IngestCounterNames.RequestsRefused}.{reason}";
            _values[key] = _values.GetValueOrDefault(key) + 1;
        }
        _requests.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    /// <summary>All counters as they were at one moment.</summary>
    public IReadOnlyDictionary<string, long> Snapshot()
    {
        lock (_lock)
        {
            var values = new Dictionary<string, long>(_values);
            foreach (var (kind, count) in _redactor.Counts)
            {
                values[$"{IngestCounterNames.Redacted}.{kind}"] = count;
            }
            return values;
        }
    }

    public void Dispose() => _meter.Dispose();

    private void AddRows(string what, TelemetryTable table, long rows)
    {
        if (IngestCounterNames.SignalOf(table) is { } signal)
        {
            lock (_lock)
            {
                Add(what, signal, rows);
            }
        }
    }

    private void Add(string what, string signal, long count, string? reason = null)
    {
        var key = reason is null ? $"{what}.{signal}" : $"{what}.{signal}.{reason}";
        _values[key] = _values.GetValueOrDefault(key) + count;
        _records.Add(count, new("signal", signal), new("what", what), new("reason", reason ?? ""));
    }

    private static string NameOf(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => IngestCounterNames.Spans,
        OtlpSignal.Logs => IngestCounterNames.Logs,
        _ => IngestCounterNames.DataPoints,
    };
}
