using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Samples.Platform;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

/// <summary>The real service of shipping rates, which knows OpenTelemetry's own packages only.</summary>
public sealed class ContainerServiceTests : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task RunAsync_ProcessDies_IsThereAgainUnderTheSameAddressInAnotherContainer()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var service = ContainerService.Of(
            "shipping-rates", "Observe.Samples.ShippingRates", PlatformProcess.Folder, new Collector(receiver.Endpoint, "key-1"), "deployment.environment.name=demo",
            TimeProvider.System);
        using var ending = new CancellationTokenSource();
        await service.StartAsync();
        var running = service.RunAsync(ending.Token);

        var rate = await _client.GetFromJsonAsync<JsonElement>(new Uri(service.Address, "rates/10115?pieces=2"));
        using var abroad = await _client.GetAsync(new Uri(service.Address, "rates/SW1A%201AA?pieces=2"));
        await receiver.WaitForAsync(all => all.Spans.Count(span => span.Kind == 2) == 2 && all.Logs.Any(IsAboutThePlace));
        var (first, container) = (Assert.Single(InstanceProcesses.SendingTo(receiver.Endpoint)).Id, receiver.Resource["container.id"]);
        InstanceProcesses.Signal(first, "KILL");
        while (!await IsThereAsync(new Uri(service.Address, "rates/20095?pieces=1")))
        {
            await Task.Yield();
        }
        Assert.NotEqual(first, Assert.Single(InstanceProcesses.SendingTo(receiver.Endpoint)).Id);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await service.DisposeAsync();

        Assert.Equal((4.40m, HttpStatusCode.NotFound), (rate.GetProperty("price").GetDecimal(), abroad.StatusCode));
        Assert.Equal("key-1", receiver.LastApiKey);
        Assert.Equal(("shipping-rates", "demo"), (receiver.Resource["service.name"], receiver.Resource["deployment.environment.name"]));
        Assert.NotEqual(container, receiver.Resource["container.id"]);
        Assert.Empty(InstanceProcesses.SendingTo(receiver.Endpoint));
    }

    private static bool IsAboutThePlace(OtlpLog log) => log.Body.StringValue == "No tariff for SW1A 1AA";

    private async Task<bool> IsThereAsync(Uri address)
    {
        try
        {
            using var answer = await _client.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
