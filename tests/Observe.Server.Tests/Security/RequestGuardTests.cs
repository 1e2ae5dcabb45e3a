using System.Net;
using Observe.Server.Tests.Fakes;

namespace Observe.Server.Tests.Security;

public sealed class RequestGuardTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _client = _server.Client();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LocalHost:99", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.nip.io", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.168.0.1", HttpStatusCode.MisdirectedRequest)]
    public async Task Get_HostName_IsAnsweredOnlyForThisMachine(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/traces") { Headers = { Host = host } };

        using var response = await _client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://localhost")]
    public async Task Post_OriginOfAnotherSite_IsForbidden(string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/traces");
        request.Headers.Add("Origin", origin);

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Post_OwnOriginOrNone_IsNotForbidden()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/traces");
        request.Headers.Add("Origin", _server.Address.GetLeftPart(UriPartial.Authority));

        using var own = await _client.SendAsync(request);
        using var none = await _client.PostAsync("/api/v1/traces", null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, own.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, none.StatusCode);
    }

    [Fact]
    public async Task Get_WebSocketFromAnotherSite_IsForbidden()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor");
        request.Headers.Add("Origin", "http://evil.example");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/traces")]
    [InlineData("/healthz/live")]
    [InlineData("/no/such/page")]
    [InlineData("/")]
    public async Task Get_AnyAnswer_CarriesTheSecurityHeaders(string path)
    {
        using var response = await _client.GetAsync(path);

        var policy = string.Join("; ", response.Headers.GetValues("Content-Security-Policy"));
        foreach (var part in (string[])["default-src 'self'", "script-src 'self';", "object-src 'none'", "base-uri 'self'", "frame-ancestors 'none'"])
        {
            Assert.Contains(part, policy, StringComparison.Ordinal);
        }
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.NotEmpty(response.Headers.GetValues("Referrer-Policy"));
        Assert.False(response.Headers.Contains("Server"));
    }
}
