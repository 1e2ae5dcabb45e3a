namespace Observe.Storage.Engine;

/// <summary>
/// Threads for statements: the engine's calls block, and the thread pool serves the requests. Each runs one at a time, and there are as many as ran at once. They stay until the end: the runtime and the
/// engine each give a thread a stack for signals, of which only the last one set is taken away when the thread ends. A thread a statement, as it was once, left two mappings of memory behind each time, and a process
/// ends when it has <c>vm.max_map_count</c> of them (65,530).
/// </summary>
internal sealed class StatementThreads : TaskScheduler, IDisposable
{
    private readonly Queue<Task> _waiting = [];
    private int _idle;
    private bool _ended;

    /// <summary>Its caller goes on elsewhere: a thread is for statements alone.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously, this);

    /// <summary>What waits is still run; then the threads end.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _ended = true;
            Monitor.PulseAll(_waiting);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(task);
            if (_waiting.Count <= _idle)
            {
                Monitor.Pulse(_waiting);
                return;
            }
        }
        new Thread(Run) { IsBackground = true, Name = "statements" }.Start();
    }

    /// <summary>Never on the thread that asks.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_waiting)
        {
            return [.. _waiting];
        }
    }

    private void Run()
    {
        while (Next() is { } task)
        {
            TryExecuteTask(task);
        }
    }

    private Task? Next()
    {
        lock (_waiting)
        {
            _idle++;
            while (_waiting.Count == 0 && !_ended)
            {
                Monitor.Wait(_waiting);
            }
            _idle--;
            return _waiting.TryDequeue(out var task) ? task : null;
        }
    }
}
