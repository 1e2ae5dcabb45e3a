using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;

namespace Observe.Samples.Platform;

/// <summary>
/// Sends what the platform knows of its instances, as an extension that subscribed to the Lambda Telemetry API forwards it. A collector that is
/// away costs records, which are counted and told of; it never holds up an invocation.
/// </summary>
internal sealed class PlatformTelemetry : IAsyncDisposable
{
    /// <summary>As the Telemetry API has it by default.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(2);
    private const int MostInOneRequest = 1_000;

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Channel<(string Sender, string Instance, byte[] Record)> _waiting;
    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false }) { Timeout = SendLimit };
    private readonly Dictionary<string, (long Records, long Bytes)> _untold = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly int _mostWaiting;
    private readonly TimeProvider _time;
    private readonly Uri _address;
    private readonly Task _sending;
    private bool _isRefused;
    private long _dropped;

    /// <param name="collector">Its OTLP/HTTP address.</param>
    /// <param name="key">An ingest key, or null.</param>
    /// <param name="mostWaiting">Records that wait; those beyond are dropped.</param>
    public PlatformTelemetry(Uri collector, string? key, TimeProvider time, int mostWaiting = 10_000)
    {
        _time = time;
        _mostWaiting = mostWaiting;
        _waiting = Channel.CreateBounded<(string, string, byte[])>(mostWaiting);
        _address = new Uri(collector, "/v1/lambda/telemetry");
        if (!string.IsNullOrEmpty(key))
        {
            _http.DefaultRequestHeaders.Add("x-api-key", key);
        }
        _sending = SendAllAsync();
    }

    /// <summary>Records that no collector took.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <param name="sender">The query that names the function.</param>
    /// <param name="instance">The rest of it, which names the instance.</param>
    /// <param name="record">As <see cref="Serialize"/> writes it.</param>
    public void Add(string sender, string instance, byte[] record)
    {
        if (!_waiting.Writer.TryWrite((sender, instance, record)))
        {
            Drop(sender, 1, record.Length);
        }
    }

    /// <summary>A record of the Telemetry API.</summary>
    public static byte[] Serialize(DateTimeOffset at, string type, object record) =>
        JsonSerializer.SerializeToUtf8Bytes(new { time = at.UtcDateTime.ToString("O"), type, record }, Json);

    /// <summary>One array of them.</summary>
    public static byte[] Join(IReadOnlyList<byte[]> records)
    {
        using var array = new MemoryStream();
        for (var index = 0; index < records.Count; index++)
        {
            array.WriteByte((byte)(index == 0 ? '[' : ','));
            array.Write(records[index]);
        }
        array.WriteByte((byte)']');
        return array.ToArray();
    }

    /// <summary>Sends what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync();
        await _sending;
        _http.Dispose();
        _closing.Dispose();
        if (Dropped > 0)
        {
            await Console.Error.WriteLineAsync($"The collector never took {Dropped} records of the platform.");
        }
    }

    private async Task SendAllAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            await Task.Delay(Linger, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            List<(string Sender, string Instance, byte[] Record)> batch = [];
            while (batch.Count < _mostWaiting && _waiting.Reader.TryRead(out var item))
            {
                batch.Add(item);
            }
            foreach (var group in batch.GroupBy(item => (item.Sender, item.Instance), item => item.Record))
            {
                foreach (var records in group.Chunk(MostInOneRequest))
                {
                    await SendAsync(group.Key.Sender, group.Key.Instance, records);
                }
            }
        }
    }

    private async Task SendAsync(string sender, string instance, byte[][] records)
    {
        var untold = TakeUntold(sender);
        var refusal = await PostAsync(sender + instance, untold.Records == 0 ? records : [.. records, LogsDropped(untold)]);
        if (refusal is not null)
        {
            Drop(sender, records.Length, records.Sum(record => (long)record.Length));
            PutBack(sender, untold);
        }
        if (refusal is not null == _isRefused)
        {
            return;
        }
        _isRefused = !_isRefused;
        await Console.Error.WriteLineAsync(_isRefused
            ? $"The collector does not take what the platform says: {refusal}"
            : $"The collector takes what the platform says again; {Dropped} records were dropped so far.");
    }

    /// <returns>Null when it was taken, else why it was not.</returns>
    private async Task<string?> PostAsync(string query, byte[][] records)
    {
        if (_isRefused && _closing.IsCancellationRequested)
        {
            return "The platform ends.";
        }
        using var content = new ByteArrayContent(Join(records));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await _http.PostAsync(new Uri(_address, query), content);
            return answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}.";
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return exception.Message;
        }
    }

    private byte[] LogsDropped((long Records, long Bytes) untold) => Serialize(_time.GetUtcNow(), "platform.logsDropped", new
    {
        droppedRecords = untold.Records,
        droppedBytes = untold.Bytes,
        reason = "The collector did not take them.",
    });

    private void Drop(string sender, long records, long bytes)
    {
        Interlocked.Add(ref _dropped, records);
        PutBack(sender, (records, bytes));
    }

    private void PutBack(string sender, (long Records, long Bytes) untold)
    {
        lock (_lock)
        {
            var (records, bytes) = _untold.GetValueOrDefault(sender);
            _untold[sender] = (records + untold.Records, bytes + untold.Bytes);
        }
    }

    private (long Records, long Bytes) TakeUntold(string sender)
    {
        lock (_lock)
        {
            _untold.Remove(sender, out var untold);
            return untold;
        }
    }
}
