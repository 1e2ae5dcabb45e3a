namespace Observe.Samples.Platform.Lambda;

/// <summary>
/// Runs events through the instances of a function in the shape of Lambda: thaws one, hands the event over, gives the answer back as soon as it is there,
/// and freezes the instance when it is idle again. One that takes too long, or too much memory, ends.
/// </summary>
internal sealed class LambdaInvoker(FunctionPool pool, FunctionReporter reporter, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(0.8);

    private readonly CancellationTokenSource _closing = new();

    /// <param name="requestId">The attempts of an asynchronous invocation have the same.</param>
    /// <returns>The answer, as soon as it is there. Null when the function has as many instances as it may have, and all are at work.</returns>
    public async Task<FunctionAnswer?> InvokeAsync(ReadOnlyMemory<byte> payload, string requestId)
    {
        try
        {
            return await BeginAsync(payload, requestId) is { } begun ? await begun.Answer : null;
        }
        catch (FunctionStartException exception)
        {
            return new FunctionAnswer(exception.Error.ToJson(), exception.Error);
        }
    }

    /// <returns>The invocation that begins; null when there is no instance for it.</returns>
    /// <exception cref="FunctionStartException">No instance could be started.</exception>
    public async Task<LambdaRun?> BeginAsync(ReadOnlyMemory<byte> payload, string requestId)
    {
        if (await pool.TakeAsync() is not { } instance)
        {
            return null;
        }
        var answered = new TaskCompletionSource<FunctionAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var serving = ServeAsync(instance, payload, requestId, answered);
        return new LambdaRun(AnswerAsync(answered.Task, serving), serving);
    }

    /// <summary>What is under way may end within a moment.</summary>
    public void Dispose() => _closing.CancelAfter(Farewell);

    /// <summary>The answer comes first. If the rest fails before it, that is what the caller hears.</summary>
    private static async Task<FunctionAnswer> AnswerAsync(Task<FunctionAnswer> answer, Task serving)
    {
        if (await Task.WhenAny(answer, serving) == serving)
        {
            await serving;
        }
        return await answer;
    }

    private async Task ServeAsync(
        FunctionInstance instance, ReadOnlyMemory<byte> payload, string requestId, TaskCompletionSource<FunctionAnswer> answered)
    {
        try
        {
            var begun = time.GetTimestamp();
            var invocation = Invocation.Begin(instance, null, time, requestId);
            reporter.Started(invocation);
            instance.Thaw();
            var memory = new MemoryWatch(instance, time);
            var request = new RuntimeRequest(requestId, payload, invocation.Begun + instance.Program.Timeout, Untraced(invocation.Begun));
            var end = await RunAsync(instance, request, memory, answered);
            var duration = time.GetElapsedTime(begun);
            if (end != InvocationEnd.Answered)
            {
                end = memory.IsOver ? InvocationEnd.OutOfMemory : end;
                instance.Kill();
                await instance.EndAsync();
            }
            else
            {
                await instance.FreezeAsync();
            }
            var error = InvocationError.Of(invocation, end) ?? (await answered.Task).Error;
            if (error is not null)
            {
                answered.TrySetResult(new FunctionAnswer(error.ToJson(), error));
            }
            reporter.Ended(invocation, end, error, duration, memory.PeakBytes);
        }
        finally
        {
            await pool.ReturnAsync(instance);
        }
    }

    private async Task<InvocationEnd> RunAsync(
        FunctionInstance instance, RuntimeRequest request, MemoryWatch memory, TaskCompletionSource<FunctionAnswer> answered)
    {
        using var watching = new CancellationTokenSource();
        var watch = memory.RunAsync(watching.Token);
        using var limit = new CancellationTokenSource(instance.Program.Timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        var runtime = instance.Runtime!;
        try
        {
            answered.TrySetResult(await runtime.InvokeAsync(request).WaitAsync(ended.Token));
            await runtime.WhenIdleAsync().WaitAsync(ended.Token);
            return InvocationEnd.Answered;
        }
        catch (OperationCanceledException)
        {
            return _closing.IsCancellationRequested ? InvocationEnd.Exit : InvocationEnd.Timeout;
        }
        catch (FunctionStartException)
        {
            return InvocationEnd.Exit;
        }
        finally
        {
            await watching.CancelAsync();
            await watch;
        }
    }

    /// <summary>The header that Lambda gives when nobody traces with X-Ray.</summary>
    private static string Untraced(DateTimeOffset at)
    {
        var random = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        return $"Root=1-{at.ToUnixTimeSeconds():x8}-{random[..24]};Parent={random[16..]};Sampled=0";
    }
}
