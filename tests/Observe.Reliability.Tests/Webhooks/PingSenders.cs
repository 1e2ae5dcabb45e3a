using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Observe.Reliability.Tests.Webhooks;

/// <summary>
/// Programs that ask for test messages until so many were promised. A promise counts when its answer has arrived; what had no answer is asked for
/// again, of the server that comes next.
/// </summary>
internal sealed class PingSenders : IAsyncDisposable
{
    private const int Senders = 6;

    // A program's pause before it tries a server again that is not there.
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<string, int> _promised = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Task _sending;
    private int _left;
    private volatile Uri? _api;

    public PingSenders(IReadOnlyList<string> webhookIds, int count)
    {
        _left = count;
        _sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(() => SendAsync(webhookIds))));
    }

    /// <summary>Ids of notifications, and the number of the webhook that each goes to.</summary>
    public IReadOnlyDictionary<string, int> Promised => _promised;

    /// <summary>Where the server is now; null while there is none.</summary>
    public void Ask(Uri? api) => _api = api;

    /// <summary>Completes when all were promised.</summary>
    public Task FinishAsync(TimeSpan patience) => _sending.WaitAsync(patience);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _sending;
        }
        catch (OperationCanceledException)
        {
            // The test ended before they had finished.
        }
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync(IReadOnlyList<string> webhookIds)
    {
        while (Interlocked.Decrement(ref _left) is >= 0 and var number)
        {
            var webhook = number % webhookIds.Count;
            string? id;
            while ((id = await AskAsync(webhookIds[webhook])) is null)
            {
                await Task.Delay(RetryPause, _stop.Token);
            }
            _promised[id] = webhook;
        }
    }

    /// <summary>Null when there was no answer: it may have been promised all the same.</summary>
    private async Task<string?> AskAsync(string webhookId)
    {
        if (_api is not { } api)
        {
            return null;
        }
        try
        {
            using var answer = await _http.PostAsync(new Uri(api, $"/api/v1/alerts/webhooks/{webhookId}/test"), null, _stop.Token);
            return answer.StatusCode == HttpStatusCode.Accepted
                ? (await answer.Content.ReadFromJsonAsync<JsonElement>(_stop.Token)).EnumerateObject().Single().Value.GetString()
                : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException || !_stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
