using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Observe.Reliability.Tests.Team;

/// <summary>A receiver of webhooks that is away until it is opened, and keeps the ids of what came.</summary>
internal sealed class GateReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile bool _isOpen;
    private long _firstTakenAt;

    private GateReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/hook", Take);
    }

    public Uri Address => new(new Uri(_app.Urls.Single()), "/hook");

    /// <summary>Ids of what was turned away, each time.</summary>
    public ConcurrentQueue<string> TurnedAway { get; } = new();

    /// <summary>Ids of what was taken, each time.</summary>
    public ConcurrentQueue<string> Taken { get; } = new();

    public static async Task<GateReceiver> StartAsync()
    {
        var receiver = new GateReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>By the stopwatch; 0 before.</summary>
    public long FirstTakenAt => Volatile.Read(ref _firstTakenAt);

    public void Open() => _isOpen = true;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private IResult Take(HttpRequest request)
    {
        var isOpen = _isOpen;
        if (isOpen)
        {
            Interlocked.CompareExchange(ref _firstTakenAt, Stopwatch.GetTimestamp(), 0);
        }
        (isOpen ? Taken : TurnedAway).Enqueue(request.Headers["webhook-id"].ToString());
        return isOpen ? Results.NoContent() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
