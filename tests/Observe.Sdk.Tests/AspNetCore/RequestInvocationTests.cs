using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Observe.Sdk.AspNetCore;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.AspNetCore;

public sealed class RequestInvocationTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });
    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task UseObserve_Request_IsAnInvocationNamedByItsRoute()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var app = await ServeAsync(observe, context => context.Response.WriteAsync("ok"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{app.Urls.Single()}/orders/17");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Add("x-id", "i-7");

        using var answer = await _client.SendAsync(request);
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());

        await _receiver.WaitForAsync(r => r.Spans.Count == 1);
        var span = _receiver.Spans[0];
        Assert.Equal("GET /orders/{id}", span.Name);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.Hex());
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.Hex());
        var attributes = span.Attributes.Plain();
        Assert.Equal("i-7", attributes["faas.invocation_id"]);
        Assert.Equal("/orders/{id}", attributes["http.route"]);
        Assert.Equal("/orders/17", attributes["url.path"]);
        Assert.Equal(200L, attributes["http.response.status_code"]);
    }

    [Theory]
    [InlineData(404, 0, null)]
    [InlineData(429, 0, null)]
    [InlineData(502, 2, "502")]
    public async Task UseObserve_Status_OnlyServerFaultsAreErrors(int status, int code, string? errorType)
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var app = await ServeAsync(observe, context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        using var answer = await _client.GetAsync(new Uri($"{app.Urls.Single()}/orders/17"));

        await _receiver.WaitForAsync(r => r.Spans.Count == 1);
        Assert.Equal(code, _receiver.Spans[0].Status?.Code ?? 0);
        Assert.Equal(errorType, _receiver.Spans[0].Attributes.Plain().GetValueOrDefault("error.type"));
    }

    [Fact]
    public async Task UseObserve_Exception_AnswersAndRecords500()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var app = await ServeAsync(observe, _ => throw new TimeoutException("bank"));

        using var answer = await _client.GetAsync(new Uri($"{app.Urls.Single()}/orders/17"));

        Assert.Equal(500, (int)answer.StatusCode);
        await _receiver.WaitForAsync(r => r.Spans.Count == 1);
        var attributes = _receiver.Spans[0].Attributes.Plain();
        Assert.Equal(500L, attributes["http.response.status_code"]);
        Assert.Equal("System.TimeoutException", attributes["error.type"]);
        Assert.Single(_receiver.Spans[0].Events);
    }

    [Fact]
    public async Task UseObserve_CollectorHangs_CallerHasTheAnswerAllTheSame()
    {
        var hang = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiver.Behaviour = _ => hang.Task;
        await using var observe = SomeFunction.Start(_receiver.Endpoint, o => o.ExportTimeout = TimeSpan.FromMinutes(1));
        await using var app = await ServeAsync(observe, context => context.Response.WriteAsync("ok"));

        using var answer = await _client.GetAsync(new Uri($"{app.Urls.Single()}/orders/17"));

        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
        Assert.Empty(_receiver.Spans);
        hang.SetResult(StatusCodes.Status200OK);
        await _receiver.WaitForAsync(r => r.Spans.Count == 1);
    }

    private static async Task<WebApplication> ServeAsync(ObserveFunction observe, RequestDelegate serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseObserve(observe, (context, invocation) =>
            context.Request.Headers["x-id"] is [{ } id] ? invocation with { InvocationId = id } : invocation);
        app.UseRouting();
        app.MapGet("/orders/{id}", serve);
        await app.StartAsync();
        return app;
    }
}
