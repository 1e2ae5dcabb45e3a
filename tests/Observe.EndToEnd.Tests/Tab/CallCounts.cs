namespace Observe.EndToEnd.Tests.Tab;

/// <summary>How often each method of the readers was called, and a way to wait for more.</summary>
internal sealed class CallCounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _calls = [];
    private TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(string method)
    {
        TaskCompletionSource called;
        lock (_lock)
        {
            _calls[method] = Of(method) + 1;
            (called, _called) = (_called, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        called.SetResult();
    }

    /// <summary>Comes back when the method was called so many times more.</summary>
    public async Task WaitAsync(string method, long more, CancellationToken cancellationToken)
    {
        var (called, now) = Look(method);
        for (var wanted = now + more; now < wanted; (called, now) = Look(method))
        {
            await called.WaitAsync(cancellationToken);
        }
    }

    private (Task Called, long Now) Look(string method)
    {
        lock (_lock)
        {
            return (_called.Task, Of(method));
        }
    }

    private long Of(string method) => _calls.GetValueOrDefault(method);
}
