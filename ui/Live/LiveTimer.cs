namespace Observe.UI.Live;

/// <summary>
/// Calls back once a period while the switch runs; at once when it starts to run again, so that a tab that comes back
/// shows what it missed. A call that takes longer than the period skips the beats it covers.
/// </summary>
public sealed class LiveTimer : IAsyncDisposable
{
    private readonly LiveSwitch _live;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly Func<Task> _tick;
    private CancellationTokenSource? _running;
    private Task _loop = Task.CompletedTask;

    /// <param name="tick">Runs on the timer's thread: a component wraps its work in InvokeAsync. It must not throw.</param>
    public LiveTimer(LiveSwitch live, TimeProvider time, TimeSpan period, Func<Task> tick)
    {
        (_live, _time, _period, _tick) = (live, time, period, tick);
        _live.Changed += Follow;
        if (_live.IsRunning)
        {
            Start(atOnce: false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _live.Changed -= Follow;
        Stop();
        await _loop;
    }

    private void Follow()
    {
        if (!_live.IsRunning)
        {
            Stop();
        }
        else if (_running is null)
        {
            Start(atOnce: true);
        }
    }

    private void Start(bool atOnce)
    {
        _running = new CancellationTokenSource();
        var timer = new PeriodicTimer(_period, _time);
        _loop = LoopAsync(_loop, timer, atOnce, _running.Token);
    }

    private void Stop()
    {
        _running?.Cancel();
        _running?.Dispose();
        _running = null;
    }

    private async Task LoopAsync(Task former, PeriodicTimer timer, bool atOnce, CancellationToken cancellationToken)
    {
        using (timer)
        {
            await former;
            if (atOnce)
            {
                await _tick();
            }
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    await _tick();
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return; // stopped: that is how this loop ends
            }
        }
    }
}
