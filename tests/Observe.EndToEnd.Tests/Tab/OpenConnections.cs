using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>The TCP connections to the pages, to be cut as by a machine that sleeps or a network that is gone.</summary>
internal sealed class OpenConnections
{
    private readonly ConcurrentDictionary<string, ConnectionContext> _open = new();

    public void Follow(ListenOptions listen) => listen.Use(next => async connection =>
    {
        _open[connection.ConnectionId] = connection;
        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    });

    /// <param name="own">The one that asks for it.</param>
    public void CutOthers(string own)
    {
        foreach (var (id, connection) in _open)
        {
            if (id != own)
            {
                connection.Abort();
            }
        }
    }
}
