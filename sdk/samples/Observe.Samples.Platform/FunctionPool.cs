namespace Observe.Samples.Platform;

/// <summary>
/// The instances of one function. Each serves one request at a time: a request takes a free provisioned instance, else the one
/// that was idle the shortest, or waits for a new one. Those that nobody needed for a while end, but for the provisioned ones.
/// </summary>
internal sealed class FunctionPool(FunctionProgram program, PlatformOptions options, FunctionReporter reporter, TimeProvider time)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<FunctionInstance> _idle = [];
    private readonly Stack<FunctionInstance> _provisioned = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _alive;

    /// <summary>Comes back when the provisioned instances are ready. One that dies later is not replaced.</summary>
    public async Task StartAsync()
    {
        lock (_lock)
        {
            _alive += options.Provisioned;
        }
        await Task.WhenAll(Enumerable.Range(0, options.Provisioned).Select(async _ => await ReturnAsync(await StartInstanceAsync(isProvisioned: true))));
    }

    /// <summary>Null when the function already has all the instances that it may have.</summary>
    public async Task<FunctionInstance?> TakeAsync()
    {
        lock (_lock)
        {
            if (TakeFree() is { } free)
            {
                return free;
            }
            if (_closing.IsCancellationRequested || _alive >= options.MaxInstances)
            {
                return null;
            }
            _alive++;
        }
        return await StartInstanceAsync(isProvisioned: false);
    }

    /// <summary>Also one that died while it served comes back here; it is not given out again.</summary>
    public async Task ReturnAsync(FunctionInstance instance)
    {
        lock (_lock)
        {
            if (!_closing.IsCancellationRequested && !instance.HasEnded)
            {
                if (instance.IsProvisioned)
                {
                    _provisioned.Push(instance);
                    return;
                }
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
        List<FunctionInstance> provisioned;
        lock (_lock)
        {
            provisioned = [.. _provisioned];
            _provisioned.Clear();
        }
        await Task.WhenAll(TakeOverdue(TimeSpan.Zero).Concat(provisioned).Select(EndAsync));
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

    private FunctionInstance? TakeFree()
    {
        while (_provisioned.TryPop(out var provisioned))
        {
            if (!provisioned.HasEnded)
            {
                return provisioned;
            }
            _alive--;
        }
        // The newest is the last. When even that is overdue, all wait for their end.
        while (_idle.Count > 0 && !IsOverdue(_idle[^1], options.Idle))
        {
            var newest = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            if (!newest.HasEnded)
            {
                return newest;
            }
            _alive--;
        }
        return null;
    }

    private bool IsOverdue(FunctionInstance instance, TimeSpan idle) => time.GetElapsedTime(instance.IdleSince) >= idle;

    private async Task<FunctionInstance> StartInstanceAsync(bool isProvisioned)
    {
        try
        {
            var instance = await FunctionInstance.StartAsync(program, isProvisioned, reporter.Wrote, time, _closing.Token);
            reporter.Initialised(instance);
            return instance;
        }
        catch
        {
            Forget();
            throw;
        }
    }

    private List<FunctionInstance> TakeOverdue(TimeSpan idle)
    {
        lock (_lock)
        {
            var overdue = _idle.FindAll(instance => IsOverdue(instance, idle));
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
