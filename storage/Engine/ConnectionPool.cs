using System.Collections.Concurrent;

namespace Observe.Storage.Engine;

/// <summary>
/// A fixed number of connections of one kind. A statement takes one, waits when all are busy, and gives it back.
/// </summary>
/// <param name="threads">What statements run on.</param>
/// <param name="kill">Ends what runs on the connection with this tag. Null for connections that write: what was begun is finished.</param>
internal sealed class ConnectionPool(Func<ChdbConnection> open, int size, StatementThreads threads, Func<string, Task>? kill) : IDisposable
{
    /// <summary>A statement that the engine has not yet registered cannot be killed: it is tried again after this.</summary>
    private static readonly TimeSpan KillInterval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentBag<ChdbConnection> _idle = [];
    private readonly SemaphoreSlim _places = new(size, size);
    private volatile bool _closed;

    /// <summary>Runs the work on a connection. Cancelling returns at once, and ends a read in the engine, too.</summary>
    public async Task<T> RunAsync<T>(Func<ChdbConnection, T> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        var lease = new Lease();
        var running = threads.RunAsync(() => RunAndReturn(work, lease));
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = EndAsync(running, lease);
            throw;
        }
    }

    /// <summary>Refuses new work and waits until what runs has ended; false when that took too long.</summary>
    public async Task<bool> CloseAsync(TimeSpan limit)
    {
        _closed = true;
        for (var i = 0; i < size; i++)
        {
            if (!await _places.WaitAsync(limit))
            {
                return false;
            }
        }
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
        return true;
    }

    public void Dispose() => _places.Dispose();

    private T RunAndReturn<T>(Func<ChdbConnection, T> work, Lease lease)
    {
        ChdbConnection? connection = null;
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            connection = _idle.TryTake(out var idle) ? idle : open();
            if (!lease.TryBegin(connection.Tag))
            {
                _idle.Add(connection);
                throw new OperationCanceledException();
            }
            var result = work(connection);
            if (lease.TryEnd())
            {
                _idle.Add(connection);
            }
            else
            {
                // A kill may still be under way and must not meet the next statement.
                connection.Dispose();
            }
            return result;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Measured on 26.7.3: after a statement ended by its time limit, the next one on the same connection
            // answered with the former one's rows. A connection that failed is never used again.
            connection?.Dispose();
            throw;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Ends the statement of a caller that has gone, and throws away what it answered.</summary>
    private async Task EndAsync<T>(Task<T> running, Lease lease)
    {
        var tag = lease.Abandon();
        while (tag is not null && kill is not null && !running.IsCompleted)
        {
            await kill(tag);
            await Task.WhenAny(running, Task.Delay(KillInterval));
        }
        await Task.WhenAny(running);
        if (running.IsCompletedSuccessfully && await running is IDisposable unread)
        {
            unread.Dispose();
        }
        // The caller has gone; a failure was the statement's own.
        _ = running.Exception;
    }

    /// <summary>Who has the connection: the statement, or nobody any more because its caller has gone.</summary>
    private sealed class Lease
    {
        private readonly Lock _lock = new();
        private string? _tag;
        private bool _abandoned;

        public bool TryBegin(string tag)
        {
            lock (_lock)
            {
                _tag = tag;
                return !_abandoned;
            }
        }

        /// <summary>False when a kill may be on its way.</summary>
        public bool TryEnd()
        {
            lock (_lock)
            {
                return !_abandoned;
            }
        }

        /// <summary>The tag of the connection on which the statement runs; null when it has not begun and now never will.</summary>
        public string? Abandon()
        {
            lock (_lock)
            {
                _abandoned = true;
                return _tag;
            }
        }
    }
}
