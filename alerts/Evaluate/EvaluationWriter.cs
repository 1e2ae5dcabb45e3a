using System.Collections.Concurrent;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>
/// Writes what evaluations came to: at once when nothing else is being written, else together with the others that came meanwhile. A statement a rule
/// would make a thousand small parts a minute.
/// </summary>
public sealed class EvaluationWriter(AlertInstances instances, IAlertEvaluationStore history) : IDisposable
{
    private readonly ConcurrentQueue<RuleResult> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Forgets what a tick that failed has left: its rules are evaluated again.</summary>
    public void Begin() => _waiting.Clear();

    /// <summary>Returns when it is written, or when another is writing and will come to it.</summary>
    public async Task AddAsync(RuleResult result, CancellationToken cancellationToken)
    {
        _waiting.Enqueue(result);
        if (!await _writing.WaitAsync(0, cancellationToken))
        {
            return;
        }
        try
        {
            await WriteAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Returns when everything is written.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => AloneAsync(() => WriteAsync(cancellationToken), cancellationToken);

    /// <summary>Does something while nothing is written.</summary>
    public async Task AloneAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await action();
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        while (!_waiting.IsEmpty)
        {
            var results = new List<RuleResult>();
            while (_waiting.TryDequeue(out var result))
            {
                results.Add(result);
            }
            var changes = results.SelectMany(result => result.Changes).ToList();
            if (changes.Count > 0)
            {
                await instances.ChangeAsync(changes, cancellationToken);
            }
            await history.AppendAsync([.. results.SelectMany(result => result.History)], cancellationToken);
            results.ForEach(result => result.OnWritten());
        }
    }
}
