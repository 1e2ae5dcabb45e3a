using Microsoft.AspNetCore.Http;
using Observe.Samples.Platform;

namespace Observe.Sdk.Tests.Samples;

/// <summary>One of the shop's functions, really deployed, with everything around it that it calls.</summary>
internal sealed class SomeShop : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    public required PlatformTelemetry Telemetry { get; init; }
    public required DeployedFunction Function { get; init; }

    /// <summary>As it was deployed first.</summary>
    public required FunctionProgram Program { get; init; }

    /// <param name="collector">Where the platform and the function send to.</param>
    /// <param name="limit">Changes the function's limits.</param>
    /// <param name="payments">What stands in the place of payments; takes every charge when it is null.</param>
    public static async Task<SomeShop> OpenAsync(
        string function, Uri collector, Func<FunctionProgram, FunctionProgram> limit, PlatformOptions? options = null, RequestDelegate? payments = null)
    {
        var bank = await Loopback.StartAsync(_ => Task.CompletedTask);
        var charges = await Loopback.StartAsync(payments ?? Take);
        var store = await Loopback.StartAsync(new ShopStore().ServeAsync);
        var telemetry = new PlatformTelemetry(collector, null, TimeProvider.System);
        var assembly = function == "checkout" ? "Observe.Samples.Checkout" : "Observe.Samples.Payments";
        var program = limit(new FunctionProgram(function, assembly, new Dictionary<string, string>
        {
            ["BANK_URL"] = bank.Address.AbsoluteUri,
            ["PAYMENTS_URL"] = charges.Address.AbsoluteUri,
            ["SHOP_STORE_URL"] = store.Address.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.AbsoluteUri,
        })
        {
            Folder = PlatformProcess.Folder,
        });
        var deployed = await DeployedFunction.DeployAsync(program, options ?? new PlatformOptions(), telemetry, TimeProvider.System);
        var shop = new SomeShop { Telemetry = telemetry, Function = deployed, Program = program };
        shop._parts.AddRange([deployed, telemetry, store, charges, bank]);
        return shop;
    }

    /// <summary>When it comes back the instances have ended, and the platform has sent what it had to say.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }
        _parts.Clear();
    }

    private static Task Take(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        return Task.CompletedTask;
    }
}
