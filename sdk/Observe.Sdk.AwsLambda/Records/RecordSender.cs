using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Observe.Sdk.Export;
using OpenTelemetry;

namespace Observe.Sdk.AwsLambda.Records;

/// <summary>
/// Sends the platform's records to the collector, a while after they came or with the next flush, under the circuit of all other telemetry. What it cannot
/// keep or deliver is counted, and told of with the next that gets through.
/// </summary>
/// <param name="observe">Whose collector it is.</param>
/// <param name="sender">The query that says of which function and instance they are.</param>
/// <param name="time">Of the wait.</param>
internal sealed class RecordSender(ObserveFunction observe, string sender, TimeProvider time) : IDisposable
{
    private const string Path = "v1/lambda/telemetry";
    private const string Signal = "platform_records";
    private const int MostInOneRequest = 1_000;

    /// <summary>Bytes that wait.</summary>
    private const long MostBytes = 4 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _waiting = new();
    private readonly ExportLedger _ledger = new(Signal, observe.Options.MaxQueueLength);
    private readonly CollectorCircuit _circuit = observe.Export.Sending;
    private readonly Uri _address = new($"{observe.Options.Endpoint.AbsoluteUri.TrimEnd('/')}/{Path}{sender}");
    private HttpClient? _http;
    private ITimer? _linger;
    private (long Records, long Bytes) _untold;
    private long _bytes;
    private bool _isSending;

    /// <summary>The collector does not know such records: it is none of Observe.</summary>
    public bool IsUnknown { get; private set; }

    public long Dropped => _ledger.Dropped;

    public void Add(byte[] record)
    {
        lock (_lock)
        {
            if (_bytes + record.Length > MostBytes || !_ledger.TryAccept())
            {
                Tell(1, record.Length);
                return;
            }
            _bytes += record.Length;
            _waiting.Enqueue(record);
            if (_waiting.Count == 1)
            {
                Linger();
            }
        }
    }

    /// <summary>Comes back when all that came before it was sent, or given up.</summary>
    public Task FlushAsync() => _ledger.SettleAsync(SendNow);

    public void Dispose()
    {
        _linger?.Dispose();
        _http?.Dispose();
    }

    /// <summary>An invocation that goes on for long, or dies, does not keep them back.</summary>
    private void Linger()
    {
        _linger ??= time.CreateTimer(_ => SendNow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _linger.Change(TimeSpan.FromMilliseconds(BatchSizes.Delay), Timeout.InfiniteTimeSpan);
    }

    private void SendNow()
    {
        List<byte[]> batch = [];
        (long Records, long Bytes) untold;
        lock (_lock)
        {
            if (_isSending || _waiting.Count == 0)
            {
                return;
            }
            _isSending = true;
            while (batch.Count < MostInOneRequest && _waiting.TryDequeue(out var record))
            {
                batch.Add(record);
                _bytes -= record.Length;
            }
            (untold, _untold) = (_untold, default);
        }
        _ = SendAsync(batch, untold);
    }

    private async Task SendAsync(List<byte[]> batch, (long Records, long Bytes) untold)
    {
        var why = _circuit.TryEnter() ? await PostAsync(untold.Records == 0 ? batch : [.. batch, Dropping(untold)]).ConfigureAwait(false) : "circuit_open";
        lock (_lock)
        {
            _isSending = false;
            if (why is not null)
            {
                _ledger.Drop(batch.Count, why);
                _untold = (_untold.Records + untold.Records + batch.Count, _untold.Bytes + untold.Bytes + batch.Sum(record => (long)record.Length));
            }
            if (_waiting.Count > 0)
            {
                Linger();
            }
        }
        _ledger.Settle(batch.Count);
    }

    /// <returns>Null when they were taken, else why not.</returns>
    private async Task<string?> PostAsync(IReadOnlyList<byte[]> records)
    {
        // No invocation is about its own telemetry.
        using var quiet = SuppressInstrumentationScope.Begin();
        var isThere = false;
        try
        {
            _http ??= CollectorEndpoint.Client(observe.Options, observe.Options.Network());
            using var content = new ByteArrayContent(RecordArray.Join(records));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.PostAsync(_address, content).ConfigureAwait(false);
            // One that refuses these alone is well.
            isThere = answer.StatusCode < HttpStatusCode.InternalServerError && answer.StatusCode != HttpStatusCode.TooManyRequests;
            IsUnknown |= answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
            return answer.IsSuccessStatusCode ? null : "export_failed";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            return "export_failed";
        }
        finally
        {
            _circuit.Report(isThere);
        }
    }

    /// <summary>As Lambda itself says that it dropped some.</summary>
    private byte[] Dropping((long Records, long Bytes) untold) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"time":"{{{time.GetUtcNow().UtcDateTime:O}}}","type":"platform.logsDropped","record":{"droppedRecords":{{{untold.Records}}},"droppedBytes":{{{untold.Bytes}}},"reason":"The collector did not take them."}}"""));

    private void Tell(long records, long bytes) => _untold = (_untold.Records + records, _untold.Bytes + bytes);
}
