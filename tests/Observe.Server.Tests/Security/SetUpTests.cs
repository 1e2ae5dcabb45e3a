using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Observe.Server.Security;
using Observe.Server.Tests.Fakes;
using Observe.Testing;

namespace Observe.Server.Tests.Security;

public sealed partial class SetUpTests
{
    [Fact]
    public async Task Run_ReachableWithoutAnAdmin_AnswersSetUpAndHealthOnlyUntilTheLinkIsUsed()
    {
        using var data = new TemporaryData();
        await using var process = StartReachable(data.Path);
        var link = new Uri(await process.SaysAsync("set up "));
        var address = new UriBuilder(await process.ListeningAsync("ui")) { Host = "127.0.0.1" }.Uri;
        var otlp = new UriBuilder(await process.ListeningAsync("otlp-http")) { Host = "127.0.0.1" }.Uri;
        using var person = new Person(address);
        using var second = new Person(address);

        foreach (var path in (string[])["/", "/settings", "/sign-in", "/api/v1/traces", "/metrics", "/_blazor", "/_framework/blazor.web.js", "/invitation"])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await person.Client.GetAsync(path)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await person.Client.GetAsync("/healthz/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await person.Client.GetAsync("/set-up?token=guessed")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await ExportAsync(otlp, null));

        using var bad = await FinishAsync(person, link, "ada", "short");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        using var done = await FinishAsync(person, link, "ada", Person.Password);
        var key = Key().Match(await done.Content.ReadAsStringAsync()).Value;

        Assert.True(done.Headers.CacheControl?.NoStore);
        Assert.Equal(HttpStatusCode.OK, await ExportAsync(otlp, key));
        Assert.Equal(HttpStatusCode.Unauthorized, await ExportAsync(otlp, null));
        Assert.Equal(HttpStatusCode.OK, (await person.Client.GetAsync("/api/v1/users")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await second.Client.GetAsync(link.PathAndQuery)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await second.SignInAsync("ada")).StatusCode);
        Assert.DoesNotContain(key, process.Output, StringComparison.Ordinal);
        Assert.Equal(ServerHost.Stopped, await process.EndAsync("TERM", TimeSpan.FromSeconds(10)));

        await using var next = StartReachable(data.Path);
        using var later = new Person(new UriBuilder(await next.ListeningAsync("ui")) { Host = "127.0.0.1" }.Uri);
        Assert.Equal(HttpStatusCode.Found, (await later.SignInAsync("ada")).StatusCode);
        Assert.DoesNotContain("set up ", next.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080", "http://localhost:8080/set-up?token=t")]
    [InlineData("http://[::]:8080", "http://localhost:8080/set-up?token=t")]
    [InlineData("https://observe.example:8443", "https://observe.example:8443/set-up?token=t")]
    public void Link_Address_CanBeOpened(string address, string expected) => Assert.Equal(expected, SetUpNotice.Link(address, "t"));

    private static ServerProcess StartReachable(string data) => ServerProcess.StartOn(
        data, "--Observe:Server:Url=http://0.0.0.0:0", "--Observe:Collector:HttpUrl=http://0.0.0.0:0");

    private static Task<HttpResponseMessage> FinishAsync(Person person, Uri link, string name, string password) => person.PostAsync(
        link.PathAndQuery, "/set-up", ("token", link.Query["?token=".Length..]), ("user", name), ("password", password), ("again", password));

    private static async Task<HttpStatusCode> ExportAsync(Uri otlp, string? key)
    {
        using var client = new HttpClient { BaseAddress = otlp };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("x-api-key", key);
        }
        using var answer = await client.PostAsJsonAsync("/v1/traces", new { resourceSpans = Array.Empty<object>() });
        return answer.StatusCode;
    }

    [GeneratedRegex("obs_[0-9A-Za-z]{43}")]
    private static partial Regex Key();
}
