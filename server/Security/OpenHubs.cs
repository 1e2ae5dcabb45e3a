using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>
/// The connections over which pages are alive, and calls of the API that last, so that they end with the session they were opened in: a circuit is asked who it is once only, when
/// it starts, and its browser would go on for days. Who lost the connection must be let in anew to get another.
/// </summary>
public sealed class OpenHubs : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpContext> _open = new();
    private readonly Lock _opening = new();
    private readonly Sessions _sessions;
    private readonly AccountRing _ring;
    private readonly SecurityOptions _options;

    public OpenHubs(Sessions sessions, AccountRing ring, IOptions<SecurityOptions> options)
    {
        (_sessions, _ring, _options) = (sessions, ring, options.Value);
        _ring.Refreshed += EndThoseThatMustNot;
    }

    public int Count => _open.Count;

    /// <returns>False, and nothing has run, when the user or the address has as many open as one may.</returns>
    public async Task<bool> TryRunAsync(HttpContext context, RequestDelegate next)
    {
        if (!TryAdd(context))
        {
            return false;
        }
        try
        {
            await next(context);
            return true;
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

    private bool TryAdd(HttpContext context)
    {
        lock (_opening)
        {
            var ofUser = _open.Values.Count(other => Name(other) == Name(context));
            var ofAddress = _open.Values.Count(other => Equals(other.Connection.RemoteIpAddress, context.Connection.RemoteIpAddress));
            return ofUser < _options.MaxCircuitsPerUser && ofAddress < _options.MaxCircuitsPerAddress && _open.TryAdd(context.TraceIdentifier, context);
        }
    }

    private static string Name(HttpContext context) => context.User.Identity?.Name ?? "";

    public void Dispose() => _ring.Refreshed -= EndThoseThatMustNot;
}
