using Observe.Samples.Platform.Lambda;

namespace Observe.Samples.Platform;

/// <summary>Everything that runs while the demo runs, and its end in the opposite order.</summary>
internal static class Demo
{
    private const string Resource = "OTEL_RESOURCE_ATTRIBUTES";
    private const string DefaultResource = "deployment.environment.name=demo";

    private const string LeakingVersion = "2";

    /// <summary>Between the attempts of an invocation that nobody waits for.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(PlatformOptions options, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        await using var bank = await Loopback.StartAsync(new Bank(options.BadPhase, time).ServeAsync);
        await using var store = await Loopback.StartAsync(new ShopStore().ServeAsync);
        await using var supplier = await Loopback.StartAsync(new Supplier(time).ServeAsync);

        // As the functions find it.
        var collector = new Collector(new Uri(Given("OTEL_EXPORTER_OTLP_ENDPOINT") ?? "http://localhost:4318"), Given("OBSERVE_API_KEY"));
        await using var telemetry = new PlatformTelemetry(collector.Address, collector.Key, time);
        await using var rates = ContainerService.Of(
            "shipping-rates", "Observe.Samples.ShippingRates", AppContext.BaseDirectory, collector, Given(Resource) ?? DefaultResource, time);
        var common = Environment(("BANK_URL", bank.Address), ("SHOP_STORE_URL", store.Address));
        // A charge that hangs ends before the order that waits for it.
        var charges = new FunctionProgram("payments", "Observe.Samples.Payments", common) { Timeout = TimeSpan.FromSeconds(5) };
        await using var payments = await DeployedFunction.DeployAsync(charges, options, telemetry, time);

        var shipping = new FunctionProgram("fulfilment", "Observe.Samples.Fulfilment", Environment(("SHOP_STORE_URL", store.Address)));
        await using var warehouse = await Warehouse.OpenAsync(shipping, options, telemetry, time);
        var restocking = new FunctionProgram(
            "restock", "Observe.Samples.Restock", Environment(("SHOP_STORE_URL", store.Address), ("SUPPLIER_URL", supplier.Address)));
        await using var restock = new DeployedLambda(restocking, options, telemetry, time);
        var schedule = new Schedule("every-minute", options.ScheduleEvery, new AsynchronousInvoker(restock.Invoker, RetryPause, time), time);

        common = new Dictionary<string, string>(common)
        {
            ["PAYMENTS_URL"] = payments.Address.AbsoluteUri,
            ["SHIPPING_RATES_URL"] = rates.Address.AbsoluteUri,
            ["ORDER_QUEUE_URL"] = warehouse.Address.AbsoluteUri,
        };
        var orders = new FunctionProgram("checkout", "Observe.Samples.Checkout", common);
        await using var checkout = await DeployedFunction.DeployAsync(orders, options, telemetry, time);
        // The same code: what it does more is switched on by its environment.
        var suggesting = orders with
        {
            Version = "2",
            Environment = new Dictionary<string, string>(common) { ["CATALOGUE_URL"] = new Uri(supplier.Address, "catalogue").AbsoluteUri },
        };

        await Task.WhenAll(rates.StartAsync(), payments.StartAsync(), checkout.StartAsync());
        using var traffic = new TrafficDriver(checkout.Address, options, time);
        await Task.WhenAll(
            traffic.RunAsync(cancellation),
            AnnounceAsync(traffic, checkout.Address, cancellation),
            UntilCancelledAsync(UpdateAsync("checkout", suggesting.Version, () => checkout.UpdateAsync(suggesting), options.DeployAfter, time, cancellation)),
            UntilCancelledAsync(UpdateAsync("fulfilment", LeakingVersion, () => warehouse.UpdateAsync(LeakingVersion), options.LeakAfter, time, cancellation)),
            UntilCancelledAsync(rates.RunAsync(cancellation)),
            UntilCancelledAsync(warehouse.RunAsync(cancellation)),
            UntilCancelledAsync(schedule.RunAsync(cancellation)),
            UntilCancelledAsync(restock.EndIdleAsync(cancellation)),
            UntilCancelledAsync(payments.EndIdleAsync(cancellation)),
            UntilCancelledAsync(checkout.EndIdleAsync(cancellation)));
    }

    private static async Task AnnounceAsync(TrafficDriver traffic, Uri shop, CancellationToken cancellation)
    {
        await UntilCancelledAsync(traffic.FirstAnswer.WaitAsync(cancellation));
        if (!cancellation.IsCancellationRequested)
        {
            Console.WriteLine("demo ready");
            Console.WriteLine($"the shop takes orders at {new Uri(shop, "orders")}");
        }
    }

    private static async Task UpdateAsync(
        string function, string version, Func<Task> update, TimeSpan? after, TimeProvider time, CancellationToken cancellation)
    {
        if (after is { } delay)
        {
            await Task.Delay(delay, time, cancellation);
            await update();
            Console.WriteLine($"version {version} of {function} is deployed");
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

    private static Dictionary<string, string> Environment(params (string Name, Uri Address)[] services)
    {
        var environment = services.ToDictionary(s => s.Name, s => s.Address.AbsoluteUri);
        environment[Resource] = Given(Resource) ?? DefaultResource;
        return environment;
    }

    private static string? Given(string variable) => System.Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
