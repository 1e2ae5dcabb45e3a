using System.Collections.Concurrent;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>
/// The connections over which pages are alive, so that they end with the session they were opened in: a circuit is asked who it is once only, when
/// it starts, and its browser would go on for days. Who lost the connection must be let in anew to get another.
/// </summary>
public sealed class OpenHubs : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpContext> _open = new();
    private readonly Sessions _sessions;
    private readonly AccountRing _ring;

    public OpenHubs(Sessions sessions, AccountRing ring)
    {
        (_sessions, _ring) = (sessions, ring);
        _ring.Refreshed += EndThoseThatMustNot;
    }

    public int Count => _open.Count;

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        _open[context.TraceIdentifier] = context;
        try
        {
            await next(context);
        }
        finally
        {
            _open.TryRemove(context.TraceIdentifier, out _);
        }
    }

    /// <summary>Cuts those whose session ended, was disabled or got another role.</summary>
    public void EndThoseThatMustNot()
    {
        foreach (var (_, context) in _open)
        {
            if (!_sessions.IsGood(context.User))
            {
                context.Abort();
            }
        }
    }

    public void Dispose() => _ring.Refreshed -= EndThoseThatMustNot;
}
