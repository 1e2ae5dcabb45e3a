using Observe.Samples.Platform.Lambda;

namespace Observe.Samples.Platform;

/// <summary>
/// The instances of one function. Each serves one request at a time: a request takes a free provisioned instance, else the one
/// that was idle the shortest, or waits for a new one. Those that nobody needed for a while end, but for the provisioned ones; when
/// another version is deployed, all of the former one do.
/// </summary>
internal sealed class FunctionPool(FunctionProgram program, PlatformOptions options, FunctionReporter reporter, TimeProvider time)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<FunctionInstance> _idle = [];
    private readonly Stack<FunctionInstance> _provisioned = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Freezer? _freezer = program.Shape == FunctionShape.LambdaRuntime ? new Freezer() : null;
    private FunctionProgram _program = program;
    private int _alive;

    /// <summary>Comes back when the provisioned instances are ready. One that dies later is not replaced.</summary>
    public Task StartAsync() => DeployAsync(_program);

    /// <summary>
    /// From its end on requests meet only instances of this version: provisioned ones are started first, then the idle ones of the former version
    /// end, and those at work when they have answered. A request for which one of these was being started already is still served by it.
    /// </summary>
    public async Task DeployAsync(FunctionProgram next)
    {
        var provisioned = await ProvisionAsync(next);
        List<FunctionInstance> ending;
        lock (_lock)
        {
            if (_closing.IsCancellationRequested)
            {
                ending = [.. provisioned];
            }
            else
            {
                ending = [.. _idle, .. _provisioned];
                _idle.Clear();
                _provisioned.Clear();
                _program = next;
                Array.ForEach(provisioned, _provisioned.Push);
            }
        }
        await Task.WhenAll(ending.Select(EndAsync));
    }

    /// <summary>Null when the function already has all the instances that it may have.</summary>
    public async Task<FunctionInstance?> TakeAsync()
    {
        FunctionProgram current;
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
            current = _program;
        }
        return await StartInstanceAsync(current, isProvisioned: false);
    }

    /// <summary>Also one that died while it served comes back here, or that is of a former version; it is not given out again.</summary>
    public async Task ReturnAsync(FunctionInstance instance)
    {
        lock (_lock)
        {
            if (!_closing.IsCancellationRequested && !instance.HasEnded && ReferenceEquals(instance.Program, _program))
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
        _freezer?.Dispose();
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

    /// <summary>All or none.</summary>
    private async Task<FunctionInstance[]> ProvisionAsync(FunctionProgram version)
    {
        lock (_lock)
        {
            _alive += options.Provisioned;
        }
        var starts = Enumerable.Range(0, options.Provisioned).Select(_ => StartInstanceAsync(version, isProvisioned: true)).ToList();
        try
        {
            return await Task.WhenAll(starts);
        }
        catch
        {
            await Task.WhenAll(starts.Where(start => start.IsCompletedSuccessfully).Select(async start => await EndAsync(await start)));
            throw;
        }
    }

    private async Task<FunctionInstance> StartInstanceAsync(FunctionProgram version, bool isProvisioned)
    {
        try
        {
            var instance = await FunctionInstance.StartAsync(version, isProvisioned, _freezer, reporter.Wrote, time, _closing.Token);
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
        reporter.Undelivered(instance, instance.Undelivered);
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
