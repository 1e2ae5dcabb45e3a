namespace Observe.Samples.Platform.Lambda;

/// <summary>A function in the shape of Lambda: no address of its own, but events.</summary>
internal sealed class DeployedLambda : IAsyncDisposable
{
    private readonly FunctionPool _pool;

    /// <param name="telemetry">Null when nobody is to be told.</param>
    public DeployedLambda(FunctionProgram program, PlatformOptions options, PlatformTelemetry? telemetry, TimeProvider time)
    {
        var reporter = new FunctionReporter(telemetry, time);
        _pool = new FunctionPool(program with { Shape = FunctionShape.LambdaRuntime }, options, reporter, time);
        Invoker = new LambdaInvoker(_pool, reporter, time);
    }

    public LambdaInvoker Invoker { get; }

    /// <summary>Comes back when the provisioned instances are ready.</summary>
    public Task StartAsync() => _pool.StartAsync();

    /// <summary>Another version takes its place; comes back when no idle instance of the former one is left.</summary>
    public Task UpdateAsync(FunctionProgram program) => _pool.DeployAsync(program with { Shape = FunctionShape.LambdaRuntime });

    public Task EndIdleAsync(CancellationToken cancellation) => _pool.EndIdleAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        Invoker.Dispose();
        await _pool.DisposeAsync();
    }
}
