using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Observe.Server.Security;
using Observe.Server.Tests.Fakes;

namespace Observe.Server.Tests.Security;

public sealed class HubTests
{
    [Fact]
    public async Task Connect_MoreThanAUserMay_IsRefusedUntilOneEnds()
    {
        await using var server = await RunningServer.StartAsync("--Observe:Security:MaxCircuitsPerUser=2");
        using var first = await ConnectAsync(server);
        using var second = await ConnectAsync(server);

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server));
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        first.Abort();
        await WaitAsync(server, 1);
        using var third = await ConnectAsync(server);

        Assert.Equal(WebSocketState.Open, third.State);
    }

    [Fact]
    public async Task Connect_MoreThanAnAddressMay_IsRefused()
    {
        await using var server = await RunningServer.StartAsync("--Observe:Security:MaxCircuitsPerAddress=1");
        using var first = await ConnectAsync(server);

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server));
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    public async Task Connect_PageOfAnotherSite_IsRefused(string origin)
    {
        await using var server = await RunningServer.StartAsync();

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(server, origin));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithoutAWebSocket_IsRefused()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();

        using var polling = await client.GetAsync("/_blazor?id=x");

        Assert.Equal(HttpStatusCode.BadRequest, polling.StatusCode);
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningServer server, string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, limit.Token);
        return socket;
    }

    private static async Task WaitAsync(RunningServer server, int count)
    {
        var hubs = server.Provider.GetRequiredService<OpenHubs>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (hubs.Count != count)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
