using System.Text;
using Microsoft.AspNetCore.Http;
using Observe.Samples.Platform;
using Observe.Samples.Platform.Lambda;

namespace Observe.Sdk.Tests.Samples;

/// <summary>The shop's function in the shape of Lambda, really deployed, with everything around it that it calls.</summary>
internal sealed class SomeWarehouse : IAsyncDisposable
{
    public const string Function = "fulfilment";

    private readonly List<IAsyncDisposable> _parts = [];

    public required DeployedLambda Fulfilment { get; init; }

    /// <param name="collector">Where the platform and the function send to.</param>
    /// <param name="platformCollector">Where the platform sends to, when that is another one.</param>
    /// <param name="folder">Where the function lies, in a folder <c>functions</c>; null for where it is built.</param>
    /// <param name="change">Of what is deployed.</param>
    /// <param name="carrier">What stands in the place of the carrier; takes every parcel when it is null.</param>
    public static async Task<SomeWarehouse> OpenAsync(
        Uri collector, PlatformOptions? options = null, RequestDelegate? carrier = null, TimeSpan? timeout = null, string? folder = null,
        Uri? platformCollector = null, Func<FunctionProgram, FunctionProgram>? change = null)
    {
        var parcels = await Loopback.StartAsync(carrier ?? (_ => Task.CompletedTask));
        var store = await Loopback.StartAsync(new ShopStore().ServeAsync);
        var telemetry = new PlatformTelemetry(platformCollector ?? collector, null, TimeProvider.System);
        var program = new FunctionProgram(Function, "Observe.Samples.Fulfilment", new Dictionary<string, string>
        {
            ["CARRIER_URL"] = parcels.Address.AbsoluteUri,
            ["SHOP_STORE_URL"] = store.Address.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.AbsoluteUri,
        })
        {
            Folder = folder ?? PlatformProcess.Folder,
            Timeout = timeout ?? TimeSpan.FromSeconds(60),
        };
        program = change?.Invoke(program) ?? program;
        var deployed = new DeployedLambda(program, options ?? new PlatformOptions(), telemetry, TimeProvider.System);
        var warehouse = new SomeWarehouse { Fulfilment = deployed };
        warehouse._parts.AddRange([deployed, telemetry, store, parcels]);
        return warehouse;
    }

    /// <summary>An event with one message.</summary>
    public static byte[] Batch(int number) => Encoding.UTF8.GetBytes($$$"""
        {"Records":[{"messageId":"m-{{{number}}}","body":"{\"order\":\"o-{{{number}}}\",\"postcode\":\"10115\",\"pieces\":1}",
        "eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-central-1:000000000000:orders"}]}
        """);

    public async Task<LambdaRun> BeginAsync(int number)
    {
        var run = await Fulfilment.Invoker.BeginAsync(Batch(number), $"r-{number}");
        Assert.NotNull(run);
        return run;
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
}
