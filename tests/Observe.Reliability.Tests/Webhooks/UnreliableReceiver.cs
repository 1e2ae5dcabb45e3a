using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Observe.Reliability.Tests.Webhooks;

/// <summary>
/// A receiver that drops, resets, delays, answers 429 and 5xx, and accepts a message after six such tries at the latest; a twentieth of the
/// messages it refuses for good. What it does depends on the seed, the message and how often that came, and on nothing else.
/// </summary>
internal sealed class UnreliableReceiver : IAsyncDisposable
{
    private const int MostTroubles = 6;
    private readonly ConcurrentQueue<Receipt> _receipts = new();
    private readonly ConcurrentDictionary<string, int> _tries = new();
    private readonly Lock _lock = new();
    private readonly WebApplication _app;
    private readonly int _seed;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;

    private UnreliableReceiver(int seed)
    {
        _seed = seed;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => async connection =>
        {
            Interlocked.Increment(ref _connections);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
                Signal();
            }
        })));
        _app = builder.Build();
        _app.MapPost("/hook/{webhook:int}", TakeAsync);
    }

    /// <summary>Which of the servers that come one after the other sends now.</summary>
    public int Life { get; set; }

    public int Port => new Uri(_app.Urls.Single()).Port;

    public IReadOnlyCollection<Receipt> Receipts => _receipts;

    /// <summary>How often each kind of trouble was made.</summary>
    public ConcurrentDictionary<string, int> Troubles { get; } = new();

    public static async Task<UnreliableReceiver> StartAsync(int seed)
    {
        var receiver = new UnreliableReceiver(seed);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Such a message is never accepted.</summary>
    public bool Refuses(string id) => Chance(id, -1) < 50;

    /// <summary>Completes when that many messages have come in, over all lives.</summary>
    public Task ReceivedAsync(int count, TimeSpan patience) => UntilAsync(() => _receipts.Count >= count, patience);

    /// <summary>Completes when nobody is connected: all that a dead server had sent has been read.</summary>
    public Task QuietAsync(TimeSpan patience) => UntilAsync(() => Volatile.Read(ref _connections) == 0, patience);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, int webhook)
    {
        var id = context.Request.Headers["webhook-id"].ToString();
        var attempt = _tries.AddOrUpdate(id, 0, (_, last) => last + 1);
        var chance = attempt < MostTroubles ? Chance(id, attempt) : 999;
        if (chance < 80 && !Refuses(id))
        {
            Trouble("dropped");
            context.Abort();
            return;
        }
        string body;
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Its sender was killed while it sent.
            Trouble("sent in part");
            return;
        }
        await AnswerAsync(context, id, chance, isAccepted => Keep(new Receipt(
            id, webhook, Life, isAccepted, body,
            context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
            TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())));
    }

    private async Task AnswerAsync(HttpContext context, string id, int chance, Action<bool> keep)
    {
        if (Refuses(id))
        {
            keep(false);
            context.Response.StatusCode = (chance % 3) switch { 0 => 400, 1 => 403, _ => 404 };
            return;
        }
        switch (chance)
        {
            case < 140:
                Trouble("reset after it was taken");
                keep(true);
                context.Abort();
                break;
            case < 210:
                Trouble("500");
                keep(false);
                context.Response.StatusCode = 500;
                break;
            case < 250:
                Trouble("503");
                keep(false);
                context.Response.StatusCode = 503;
                break;
            case < 320:
                Trouble("429");
                keep(false);
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = chance < 260 ? "1" : "0";
                break;
            // Often enough that no seed leaves one out.
            case < 330:
                Trouble("no answer");
                keep(false);
                await HangAsync(context);
                break;
            case < 350:
                Trouble("late");
                // Not a wait for something: being slow is what this receiver does.
                await Task.Delay(TimeSpan.FromMilliseconds(chance % 7 * 50));
                keep(true);
                break;
            default:
                keep(true);
                context.Response.StatusCode = (chance % 3) switch { 0 => 200, 1 => 202, _ => 204 };
                break;
        }
    }

    private static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private void Keep(Receipt receipt)
    {
        _receipts.Enqueue(receipt);
        Signal();
    }

    private void Trouble(string kind) => Troubles.AddOrUpdate(kind, 1, (_, count) => count + 1);

    /// <summary>0 to 999.</summary>
    private int Chance(string id, int attempt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_seed} {id} {attempt}")));
        return (int)(BitConverter.ToUInt32(hash) % 1000);
    }

    private void Signal()
    {
        lock (_lock)
        {
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task UntilAsync(Func<bool> isSo, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            Task next;
            lock (_lock)
            {
                next = _changed.Task;
            }
            if (isSo())
            {
                return;
            }
            await next.WaitAsync(limit.Token);
        }
    }
}
