using Observe.Sdk.AwsLambda;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.AwsLambda;

/// <summary>Amazon's bootstrap calls the Runtime API in this order; it is no package of this machine's registry, so its calls are made here.</summary>
public sealed class LambdaRuntimeHandlerTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task SendAsync_NextAfterAnAnswer_SendsTheTelemetryBeforeItAsks()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var endpoint = await SomeRuntime.EndpointAsync();
        var lambda = new LambdaRuntimeHandler(observe);
        using var http = new HttpClient(lambda) { BaseAddress = new Uri($"http://{endpoint.Address}/2018-06-01/runtime/") };

        var answer = endpoint.InvokeAsync(SomeRuntime.Request("r-1", """{"detail-type":"Scheduled Event"}"""));
        using var next = await http.GetAsync(new Uri("invocation/next", UriKind.Relative));
        var payload = await lambda.InvokeAsync("r-1", () => next.Content.ReadAsByteArrayAsync());
        using var content = new ByteArrayContent(payload);
        using var posted = await http.PostAsync(new Uri("invocation/r-1/response", UriKind.Relative), content);
        Assert.Null((await answer).Error);
        Assert.Empty(_receiver.Spans);
        var waiting = http.GetAsync(new Uri("invocation/next", UriKind.Relative));
        await endpoint.WhenIdleAsync();

        var span = Assert.Single(_receiver.Spans).Attributes.Plain();
        Assert.Equal(("r-1", "timer"), (span["faas.invocation_id"], span["faas.trigger"]));
        http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task InvokeAsync_EventOfAnotherClient_SaysWhatIsWrong()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        using var lambda = new LambdaRuntimeHandler(observe);

        await Assert.ThrowsAsync<InvalidOperationException>(() => lambda.InvokeAsync("r-1", () => Task.FromResult(1)));
    }
}
