namespace Observe.Samples.Platform;

/// <summary>
/// The instances of one function. Each serves one request at a time: a request takes the instance that was idle the
/// shortest, or waits for a new one. Those that nobody needed for a while end.
/// </summary>
internal sealed class FunctionPool(FunctionProgram program, PlatformOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<FunctionInstance> _idle = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _alive;

    /// <summary>Null when the function already has all the instances that it may have.</summary>
    public async Task<FunctionInstance?> TakeAsync()
    {
        lock (_lock)
        {
            while (_idle.Count > 0)
            {
                var newest = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
                if (!newest.HasExited)
                {
                    return newest;
                }
                _alive--;
            }
            if (_closing.IsCancellationRequested || _alive >= options.MaxInstances)
            {
                return null;
            }
            _alive++;
        }
        try
        {
            return await FunctionInstance.StartAsync(program, time, _closing.Token);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    /// <summary>Also one that died while it served comes back here; it is not given out again.</summary>
    public async Task ReturnAsync(FunctionInstance instance)
    {
        lock (_lock)
        {
            if (!_closing.IsCancellationRequested && !instance.HasExited)
            {
                instance.IdleSince = time.GetTimestamp();
                _idle.Add(instance);
                return;
            }
        }
        await EndAsync(instance);
    }

    public async Task EndIdleAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            await Task.WhenAll(TakeOverdue(options.Idle).Select(EndAsync));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(TakeOverdue(TimeSpan.Zero).Select(EndAsync));
        lock (_lock)
        {
            if (_alive == 0)
            {
                _empty.TrySetResult();
            }
        }
        await _empty.Task;
        _closing.Dispose();
    }

    private List<FunctionInstance> TakeOverdue(TimeSpan idle)
    {
        lock (_lock)
        {
            var overdue = _idle.FindAll(i => time.GetElapsedTime(i.IdleSince) >= idle);
            _idle.RemoveAll(overdue.Contains);
            return overdue;
        }
    }

    private async Task EndAsync(FunctionInstance instance)
    {
        await instance.DisposeAsync();
        Forget();
    }

    private void Forget()
    {
        lock (_lock)
        {
            _alive--;
            if (_alive == 0 && _closing.IsCancellationRequested)
            {
                _empty.TrySetResult();
            }
        }
    }
}
