namespace Observe.Samples.Platform;

/// <summary>Everything that runs while the demo runs, and its end in the opposite order.</summary>
internal static class Demo
{
    public static async Task RunAsync(PlatformOptions options, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        await using var bank = await Loopback.StartAsync(new Bank(options.BadPhase, time).ServeAsync);
        await using var store = await Loopback.StartAsync(new ShopStore().ServeAsync);

        var common = Environment(("BANK_URL", bank.Address), ("SHOP_STORE_URL", store.Address));
        await using var paymentsPool = new FunctionPool(new FunctionProgram("Observe.Samples.Payments", common), options, time);
        using var paymentsGateway = new FunctionGateway(paymentsPool, options, time);
        await using var payments = await Loopback.StartAsync(paymentsGateway.ServeAsync);

        common = new Dictionary<string, string>(common) { ["PAYMENTS_URL"] = payments.Address.AbsoluteUri };
        await using var checkoutPool = new FunctionPool(new FunctionProgram("Observe.Samples.Checkout", common), options, time);
        using var checkoutGateway = new FunctionGateway(checkoutPool, options, time);
        await using var checkout = await Loopback.StartAsync(checkoutGateway.ServeAsync);

        await Task.WhenAll(paymentsPool.StartAsync(), checkoutPool.StartAsync());
        using var traffic = new TrafficDriver(checkout.Address, options.Rate, time);
        await Task.WhenAll(
            traffic.RunAsync(cancellation),
            AnnounceAsync(traffic, cancellation),
            UntilCancelledAsync(paymentsPool.EndIdleAsync(cancellation)),
            UntilCancelledAsync(checkoutPool.EndIdleAsync(cancellation)));
    }

    private static async Task AnnounceAsync(TrafficDriver traffic, CancellationToken cancellation)
    {
        await UntilCancelledAsync(traffic.FirstAnswer.WaitAsync(cancellation));
        if (!cancellation.IsCancellationRequested)
        {
            Console.WriteLine("demo ready");
        }
    }

    private static async Task UntilCancelledAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // The demo ends.
        }
    }

    /// <summary>The platform plays Lambda with 512 MiB: what the functions do is real, and priced as it would be there.</summary>
    private const string Place =
        "deployment.environment.name=demo,cloud.provider=aws,cloud.platform=aws_lambda,cloud.region=eu-central-1,faas.max_memory=536870912";

    private static Dictionary<string, string> Environment(params (string Name, Uri Address)[] services)
    {
        var given = System.Environment.GetEnvironmentVariable("OTEL_RESOURCE_ATTRIBUTES");
        var environment = services.ToDictionary(s => s.Name, s => s.Address.AbsoluteUri);
        environment["OTEL_RESOURCE_ATTRIBUTES"] = string.IsNullOrEmpty(given) ? Place : given;
        environment["FAAS_VERSION"] = "1";
        return environment;
    }
}
