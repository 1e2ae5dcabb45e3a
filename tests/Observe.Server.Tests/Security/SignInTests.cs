using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Observe.Server.Tests.Fakes;

namespace Observe.Server.Tests.Security;

public sealed partial class SignInTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync("--Observe:Security:AdminUser=ada", "--Observe:Security:AdminPassword=correct horse");
        _client = _server.Client();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/v1/traces")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/no/such/page")]
    public async Task Get_NotSignedIn_IsUnauthorizedForPrograms(string path)
    {
        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Basic", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("/healthz/live", HttpStatusCode.OK)]
    [InlineData("/sign-in", HttpStatusCode.OK)]
    public async Task Get_OpenToAll_IsAnswered(string path, HttpStatusCode expected)
    {
        using var response = await _client.GetAsync(path);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_PageNotSignedIn_LeadsToTheForm()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/traces?q=x");
        request.Headers.Accept.Add(new("text/html"));

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/sign-in?returnUrl=%2Ftraces%3Fq%3Dx", response.Headers.Location?.PathAndQuery);
    }

    [Fact]
    public async Task Post_RightPassword_OpensTheApiAndReturns()
    {
        using var response = await PostFormAsync("ada", "correct horse", "/traces?q=x");

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/traces?q=x", response.Headers.Location?.OriginalString);
        var cookie = response.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("observe.session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/api/v1/traces")).StatusCode);

        await _client.PostAsync("/sign-out", null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/v1/traces")).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Post_ReturnUrlElsewhere_GoesHome(string returnUrl)
    {
        using var response = await PostFormAsync("ada", "correct horse", returnUrl);

        Assert.Equal("/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Post_WrongPassword_IsRefusedAndAfterTenAllAre()
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var refused = await PostFormAsync("ada", "wrong", "/");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var response = await PostFormAsync("ada", "correct horse", "/");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
    }

    [Fact]
    public async Task Post_WithoutFormToken_IsRefused()
    {
        using var form = new FormUrlEncodedContent([new("user", "ada"), new("password", "correct horse")]);

        using var response = await _client.PostAsync("/sign-in", form);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(response.Headers.TryGetValues("Set-Cookie", out var cookies)
            && cookies.Any(cookie => cookie.StartsWith("observe.session=", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ada:correct horse", HttpStatusCode.OK)]
    [InlineData("ada:wrong", HttpStatusCode.Unauthorized)]
    [InlineData("no colon", HttpStatusCode.Unauthorized)]
    public async Task Get_Basic_OpensTheApi(string pair, HttpStatusCode expected)
    {
        _client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

        Assert.Equal(expected, (await _client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(expected, (await _client.GetAsync("/metrics")).StatusCode);
    }

    private async Task<HttpResponseMessage> PostFormAsync(string user, string password, string returnUrl)
    {
        var html = await (await _client.GetAsync("/sign-in")).Content.ReadAsStringAsync();
        var field = TokenField().Match(html);
        using var form = new FormUrlEncodedContent(
        [
            new("user", user), new("password", password), new("returnUrl", returnUrl),
            new(field.Groups["name"].Value, field.Groups["value"].Value),
        ]);
        return await _client.PostAsync("/sign-in", form);
    }

    [GeneratedRegex("name=\"(?<name>__[A-Za-z]+)\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex TokenField();
}
