using System.Text;
using Observe.Samples.Platform;
using Observe.Samples.Platform.Lambda;
using Observe.Sdk.AwsLambda;

namespace Observe.Sdk.Tests.AwsLambda;

/// <summary>The loop in this process, at the Runtime API of the sample platform.</summary>
internal sealed class SomeRuntime : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ending = new();

    private SomeRuntime(RuntimeEndpoint endpoint) => Endpoint = endpoint;

    public RuntimeEndpoint Endpoint { get; }

    /// <summary>The loop itself.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public static async Task<SomeRuntime> StartAsync(
        ObserveFunction observe, Func<CancellationToken, Task<LambdaHandler>> initialise, int concurrency = 1)
    {
        var runtime = new SomeRuntime(await EndpointAsync());
        runtime.Running = LambdaLoop.RunAsync(observe, initialise, runtime.Variable(concurrency), TimeProvider.System, runtime._ending.Token);
        return runtime;
    }

    public static Task<SomeRuntime> StartAsync(ObserveFunction observe, LambdaHandler handler, int concurrency = 1) =>
        StartAsync(observe, _ => Task.FromResult(handler), concurrency);

    /// <summary>One without anybody who asks it for events.</summary>
    public static Task<RuntimeEndpoint> EndpointAsync() => RuntimeEndpoint.StartAsync(new FunctionProgram("orders", "", new Dictionary<string, string>()), TimeProvider.System);

    /// <summary>An event with a minute to go.</summary>
    public static RuntimeRequest Request(string id, string payload = "{}", string? trace = null) =>
        new(id, Encoding.UTF8.GetBytes(payload), TimeProvider.System.GetUtcNow().AddMinutes(1), trace);

    public Task<FunctionAnswer> InvokeAsync(string id, string payload = "{}", string? trace = null) =>
        Endpoint.InvokeAsync(Request(id, payload, trace)).WaitAsync(Patience);

    /// <summary>When it comes back the function has asked for the next event.</summary>
    public Task WhenIdleAsync() => Endpoint.WhenIdleAsync().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Running.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Endpoint.DisposeAsync();
        _ending.Dispose();
    }

    private Func<string, string?> Variable(int concurrency) => name => name switch
    {
        "AWS_LAMBDA_RUNTIME_API" => Endpoint.Address,
        "AWS_LAMBDA_MAX_CONCURRENCY" when concurrency > 1 => $"{concurrency}",
        _ => null,
    };
}
