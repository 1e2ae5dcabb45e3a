using Microsoft.Extensions.Logging;

namespace Observe.UI.Live;

/// <summary>
/// Runs the queries of one part of a page, one at a time: a new one cancels the former, whose late answer is dropped.
/// Says what to show: the skeleton only after 150 ms, so that a fast answer does not flash; a failure with its reason.
/// </summary>
/// <param name="changed">Renders the component; called on the component's own context.</param>
public sealed partial class QueryRunner(TimeProvider time, ILogger logger, Action changed) : IDisposable
{
    public static readonly TimeSpan LoadingDelay = TimeSpan.FromMilliseconds(150);

    private CancellationTokenSource? _current;
    private QueryHandover? _last;
    private QueryHandover? _taken;
    private bool _disposed;

    /// <summary>True once the running query has taken so long that the page should say so.</summary>
    public bool IsLoading { get; private set; }

    /// <summary>True while a query runs.</summary>
    public bool IsBusy => _current is not null;

    /// <summary>True once any query has succeeded: there are rows to show, if perhaps old ones.</summary>
    public bool HasLoaded { get; private set; }

    /// <summary>Why the newest query failed; null after a success.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Ends with the query that runs, however it ends.</summary>
    public Task Settled { get; private set; } = Task.CompletedTask;

    /// <summary>For a drawing that another will take over: the last query is kept to be left.</summary>
    public bool IsHandedOver { get; init; }

    /// <summary>Gives the last query away, which lives on when this ends; null when there was none.</summary>
    public QueryHandover? Leave()
    {
        _current = null;
        return _last;
    }

    /// <summary>The next run shows the answer of this query in place of its own.</summary>
    public void Take(QueryHandover? query) => _taken = query;

    /// <param name="show">Takes the answer over; not called when the query failed or a newer one was started.</param>
    /// <param name="quiet">A refresh nobody asked for: it never shows as loading.</param>
    public Task RunAsync<T>(Func<CancellationToken, Task<T>> query, Action<T> show, bool quiet = false) =>
        _disposed ? Task.CompletedTask : Settled = RunOneAsync(query, show, quiet);

    /// <summary>Ends the query that runs, for another that does not begin yet; its answer is not shown. What is shown stays.</summary>
    public void Stop()
    {
        var last = _current;
        (_current, IsLoading) = (null, false); // first: cancelling runs the query's end at once, which must find itself superseded
        last?.Cancel();
    }

    public void Dispose()
    {
        _disposed = true;
        Stop();
        _taken?.Stop.Cancel();
    }

    private async Task RunOneAsync<T>(Func<CancellationToken, Task<T>> query, Action<T> show, bool quiet)
    {
        var taken = _taken is { Work: Task<T> } ? _taken : null;
        _taken = null;
        var own = Replace(taken?.Stop);
        try
        {
            var work = taken?.Work as Task<T> ?? query(own.Token);
            _last = IsHandedOver ? new QueryHandover(work, own) : null;
            if (!quiet && !work.IsCompleted)
            {
                await ShowLoadingAfterDelayAsync(work, own);
            }
            var result = await work;
            if (own == _current)
            {
                (IsLoading, HasLoaded, Failure) = (false, true, null);
                show(result);
                changed();
            }
        }
        catch (Exception exception) when (own != _current)
        {
            Log.Superseded(logger, exception.GetType().Name);
        }
        catch (Exception exception)
        {
            (IsLoading, Failure) = (false, exception);
            Log.QueryFailed(logger, exception);
            changed();
        }
        finally
        {
            if (own == _current)
            {
                _current = null;
            }
        }
    }

    private CancellationTokenSource Replace(CancellationTokenSource? next)
    {
        var former = _current;
        _current = next ?? new CancellationTokenSource(); // without a timer it holds nothing that needs disposing
        former?.Cancel();
        return _current;
    }

    private async Task ShowLoadingAfterDelayAsync(Task work, CancellationTokenSource own)
    {
        using var delayed = CancellationTokenSource.CreateLinkedTokenSource(own.Token);
        var delay = Task.Delay(LoadingDelay, time, delayed.Token);
        if (await Task.WhenAny(work, delay) == delay && own == _current)
        {
            IsLoading = true;
            changed();
        }
        await delayed.CancelAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A page's query failed.")]
        public static partial void QueryFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Debug, "A page's query was superseded and ended with {ErrorType}.")]
        public static partial void Superseded(ILogger logger, string errorType);
    }
}
