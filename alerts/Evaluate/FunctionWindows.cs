using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Evaluate;

/// <summary>The figures of all functions over a window, read once for all rules that look at the same one.</summary>
public sealed class FunctionWindows(IFunctionReader functions, IInvocationSeriesReader series, IStreamAgeReader streams, IOptions<AlertsOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<TimeRange, Lazy<Task<ILookup<string, FunctionSummary>>>> _reads = new();
    private readonly ConcurrentDictionary<(TimeRange Range, TimeSpan? Width), Lazy<Task<IReadOnlyList<InvocationCounts>>>> _counts = new();

    private readonly ConcurrentDictionary<TimeRange, Lazy<Task<IReadOnlyList<InvocationCauses>>>> _causes = new();
    private readonly ConcurrentDictionary<TimeRange, Lazy<Task<IReadOnlyList<StreamAge>>>> _ages = new();
    private readonly ConcurrentDictionary<TimeRange, Lazy<Task<IReadOnlyList<FailedTraces>>>> _traces = new();

    /// <summary>By the functions' names.</summary>
    /// <exception cref="TimeoutException">It took longer than an evaluation may.</exception>
    /// <exception cref="InvalidOperationException">The answer is not whole: no rule may be judged by it.</exception>
    public Task<ILookup<string, FunctionSummary>> ReadAsync(TimeRange range, CancellationToken cancellationToken) =>
        _reads.GetOrAdd(range, asked => new(() => ReadAllAsync(asked))).Value.WaitAsync(cancellationToken);

    /// <summary>Invocations and how they ended, of all functions.</summary>
    /// <param name="width">Of the buckets; null for one of all.</param>
    /// <exception cref="TimeoutException">It took longer than an evaluation may.</exception>
    public Task<IReadOnlyList<InvocationCounts>> CountsAsync(TimeRange range, TimeSpan? width, CancellationToken cancellationToken) =>
        _counts.GetOrAdd((range, width), asked => new(() => CountAsync(asked.Range, asked.Width))).Value.WaitAsync(cancellationToken);

    /// <summary>What failures were caused by, of all functions, in one bucket.</summary>
    /// <exception cref="TimeoutException">It took longer than an evaluation may.</exception>
    public Task<IReadOnlyList<InvocationCauses>> CausesAsync(TimeRange range, CancellationToken cancellationToken) =>
        _causes.GetOrAdd(range, asked => new(() => LimitedAsync(token => series.CausesAsync(new InvocationSeriesQuery(asked, null), token)))).Value.WaitAsync(cancellationToken);

    /// <summary>The highest ages of the records that functions were given from streams.</summary>
    /// <exception cref="TimeoutException">It took longer than an evaluation may.</exception>
    public Task<IReadOnlyList<StreamAge>> AgesAsync(TimeRange range, CancellationToken cancellationToken) =>
        _ages.GetOrAdd(range, asked => new(() => LimitedAsync(token => streams.AgesAsync(new InvocationSeriesQuery(asked, null), token)))).Value.WaitAsync(cancellationToken);

    /// <summary>The newest failures of all functions.</summary>
    /// <param name="most">Of each function and cause; the same at each call.</param>
    /// <exception cref="TimeoutException">It took longer than an evaluation may.</exception>
    public Task<IReadOnlyList<FailedTraces>> FailedTracesAsync(TimeRange range, int most, CancellationToken cancellationToken) =>
        _traces.GetOrAdd(range, asked => new(() => LimitedAsync(token => series.FailedTracesAsync(asked, most, token)))).Value.WaitAsync(cancellationToken);

    /// <summary>Forgets what was read: later it may be another, for data come late.</summary>
    public void Forget()
    {
        _reads.Clear();
        _counts.Clear();
        _causes.Clear();
        _traces.Clear();
        _ages.Clear();
    }

    // Its own limit and no caller's token: the rule that asked first must not take the answer with it.
    private Task<ILookup<string, FunctionSummary>> ReadAllAsync(TimeRange range) => LimitedAsync(async token =>
    {
        var most = options.Value.MaxLabelSets;
        var (list, scanned) = await functions.ListAsync(new FunctionListQuery(range, Buckets: 1, most + 1), token);
        return !scanned.Complete ? throw new InvalidOperationException($"only a part could be read, for want of {scanned.StoppedBy}")
            : list.Count > most ? throw new InvalidOperationException($"there are more than {most} functions")
            : list.ToLookup(function => function.Identity.Name);
    });

    private Task<IReadOnlyList<InvocationCounts>> CountAsync(TimeRange range, TimeSpan? width) => LimitedAsync(async token =>
    {
        var counts = await series.CountsAsync(new InvocationSeriesQuery(range, (long?)width?.TotalNanoseconds), token);
        var most = options.Value.MaxLabelSets;
        return counts.Select(row => row.FunctionId).Distinct().Count() > most ? throw new InvalidOperationException($"there are more than {most} functions") : counts;
    });

    private async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> read)
    {
        using var limit = new CancellationTokenSource(options.Value.EvaluationTimeout, time);
        try
        {
            return await read(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {DurationText.Format(options.Value.EvaluationTimeout)}");
        }
    }
}
