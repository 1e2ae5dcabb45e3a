using System.Collections.Concurrent;

namespace Observe.Storage.Engine;

/// <summary>
/// A fixed number of connections of one kind. A statement takes one, waits when all are busy, and gives it back. Statements
/// run on threads of their own: the engine's calls block, and the thread pool serves the requests.
/// </summary>
internal sealed class ConnectionPool(Func<ChdbConnection> open, int size) : IDisposable
{
    private readonly ConcurrentBag<ChdbConnection> _idle = [];
    private readonly SemaphoreSlim _places = new(size, size);
    private volatile bool _closed;

    /// <summary>
    /// Runs the work on a connection. Cancelling returns at once; the statement itself ends by its own time limit, and
    /// its connection stays taken until then.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<ChdbConnection, T> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        var running = Task.Factory.StartNew(
            () => RunAndReturn(work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = running.ContinueWith(DisposeUnread, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
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

    private T RunAndReturn<T>(Func<ChdbConnection, T> work)
    {
        ChdbConnection? connection = null;
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            connection = _idle.TryTake(out var idle) ? idle : open();
            var result = work(connection);
            _idle.Add(connection);
            return result;
        }
        catch
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

    private static void DisposeUnread<T>(Task<T> finished)
    {
        if (finished.IsCompletedSuccessfully && finished.GetAwaiter().GetResult() is IDisposable unread)
        {
            unread.Dispose();
        }
        else
        {
            // The caller has gone; the failure was the statement's own.
            _ = finished.Exception;
        }
    }
}
