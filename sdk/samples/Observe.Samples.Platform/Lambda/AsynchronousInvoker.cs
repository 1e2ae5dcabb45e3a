namespace Observe.Samples.Platform.Lambda;

/// <summary>
/// Invocations that nobody waits for: one that fails, or finds no instance, is begun again with the same request id, after a while and a longer one, and
/// then given up. Lambda waits for one minute and for two; so does this, by a clock that runs faster.
/// </summary>
internal sealed class AsynchronousInvoker(LambdaInvoker invoker, TimeSpan pause, TimeProvider time)
{
    private const int Retries = 2;

    /// <returns>The last answer; null when there was never an instance for it.</returns>
    public async Task<FunctionAnswer?> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        var requestId = Guid.NewGuid().ToString();
        for (var attempt = 0; ; attempt++)
        {
            var answer = await invoker.InvokeAsync(payload, requestId);
            if (answer is { Error: null } || attempt == Retries)
            {
                return answer;
            }
            await Task.Delay(pause * (attempt + 1), time, cancellation);
        }
    }
}
