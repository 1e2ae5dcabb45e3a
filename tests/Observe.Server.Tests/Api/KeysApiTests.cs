using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observe.Server.Tests.Fakes;

namespace Observe.Server.Tests.Api;

/// <summary>Keys are made, used and revoked over the API of a server with an administrator.</summary>
public sealed class KeysApiTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private HttpClient _administrator = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync("--Observe:Security:AdminUser=ada", "--Observe:Security:AdminPassword=correct horse");
        _administrator = _server.Client();
        _administrator.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:correct horse")));
    }

    public async Task DisposeAsync()
    {
        _administrator.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Post_Key_IsAnsweredOnceAndListedWithoutItself()
    {
        var created = await AddAsync("grafana", "read");

        Assert.Matches("^obs_[0-9A-Za-z]{43}$", created.Key);
        Assert.StartsWith(created.Prefix, created.Key, StringComparison.Ordinal);
        var list = await (await _administrator.GetAsync("/api/v1/keys")).Content.ReadAsStringAsync();
        Assert.DoesNotContain(created.Key, list, StringComparison.Ordinal);
        var item = JsonDocument.Parse(list).RootElement.GetProperty("items")[0];
        Assert.Equal((created.Id, "grafana", created.Prefix), (
            item.GetProperty("id").GetString(), item.GetProperty("name").GetString(), item.GetProperty("prefix").GetString()));
        Assert.Equal(JsonValueKind.Null, item.GetProperty("revokedAt").ValueKind);
    }

    [Theory]
    [InlineData("read", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("admin", HttpStatusCode.OK, HttpStatusCode.Created)]
    [InlineData("ingest", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task Key_Scope_OpensWhatItSays(string scope, HttpStatusCode read, HttpStatusCode change)
    {
        var key = (await AddAsync("program", scope)).Key;
        using var client = _server.Client();
        client.DefaultRequestHeaders.Add("x-api-key", key);

        Assert.Equal(read, (await client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(change, (await client.PostAsJsonAsync("/api/v1/keys", new { name = "other", scopes = new[] { "read" } })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/traces")).StatusCode);
    }

    [Fact]
    public async Task Delete_Key_ClosesTheApiToIt()
    {
        var created = await AddAsync("program", "read");
        using var client = _server.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.Key);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/traces")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await _administrator.DeleteAsync($"/api/v1/keys/{created.Id}")).StatusCode);

        using var refused = await client.GetAsync("/api/v1/traces");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.DoesNotContain(created.Key, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _administrator.DeleteAsync("/api/v1/keys/none")).StatusCode);
    }

    [Fact]
    public async Task Post_ThirdKeyOfAName_IsAConflict()
    {
        await AddAsync("shop", "ingest");
        await AddAsync("shop", "ingest");

        using var third = await _administrator.PostAsJsonAsync("/api/v1/keys", new { name = "shop", scopes = new[] { "ingest" } });

        Assert.Equal(HttpStatusCode.Conflict, third.StatusCode);
    }

    [Theory]
    [InlineData("", "read", "name")]
    [InlineData("x", "everything", "scopes")]
    public async Task Post_BadKey_NamesTheField(string name, string scope, string field)
    {
        using var response = await _administrator.PostAsJsonAsync("/api/v1/keys", new { name, scopes = new[] { scope } });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"{field}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<Created> AddAsync(string name, params string[] scopes)
    {
        using var response = await _administrator.PostAsJsonAsync("/api/v1/keys", new { name, scopes });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        return (await response.Content.ReadFromJsonAsync<Created>())!;
    }

    private sealed record Created(string Id, string Prefix, string Key);
}
