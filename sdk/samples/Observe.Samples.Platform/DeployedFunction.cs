namespace Observe.Samples.Platform;

/// <summary>A function with its address, its instances, and what the platform says of them.</summary>
internal sealed class DeployedFunction : IAsyncDisposable
{
    private readonly FunctionPool _pool;
    private readonly FunctionGateway _gateway;
    private readonly Loopback _loopback;

    private DeployedFunction(FunctionPool pool, FunctionGateway gateway, Loopback loopback) =>
        (_pool, _gateway, _loopback) = (pool, gateway, loopback);

    public Uri Address => _loopback.Address;

    /// <param name="telemetry">Null when nobody is to be told.</param>
    public static async Task<DeployedFunction> DeployAsync(
        FunctionProgram program, PlatformOptions options, PlatformTelemetry? telemetry, TimeProvider time)
    {
        var reporter = new FunctionReporter(telemetry, time);
        var pool = new FunctionPool(program, options, reporter, time);
        var gateway = new FunctionGateway(pool, reporter, time);
        return new DeployedFunction(pool, gateway, await Loopback.StartAsync(gateway.ServeAsync));
    }

    /// <summary>Comes back when the provisioned instances are ready.</summary>
    public Task StartAsync() => _pool.StartAsync();

    /// <summary>Another version takes its place under the same address; comes back when no idle instance of the former one is left.</summary>
    public Task UpdateAsync(FunctionProgram program) => _pool.DeployAsync(program);

    public Task EndIdleAsync(CancellationToken cancellation) => _pool.EndIdleAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _loopback.DisposeAsync();
        _gateway.Dispose();
        await _pool.DisposeAsync();
    }
}
