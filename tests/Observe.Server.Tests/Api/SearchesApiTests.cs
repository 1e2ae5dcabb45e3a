using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Server.Tests.Fakes;

namespace Observe.Server.Tests.Api;

public sealed class SearchesApiTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync([.. RunningServer.WithAdministrator]);
        _client = _server.AsAdministrator();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Search_SavedRenamedAndDeleted_IsListedMeanwhile()
    {
        var created = await _client.PostAsJsonAsync("/api/v1/searches", new { name = "Slow", signal = "traces", search = "duration > 2s", from = "now-6h" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var path = created.Headers.Location!.ToString();

        var renamed = await _client.PutAsJsonAsync($"{path}/name", new { name = "Slower" });
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        var list = await _client.GetFromJsonAsync<JsonElement>("/api/v1/searches?signal=traces");
        var item = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal(("Slower", "duration > 2s", "now-6h", "traces"), (
            item.GetProperty("name").GetString(), item.GetProperty("search").GetString(), item.GetProperty("from").GetString(), item.GetProperty("signal").GetString()));
        Assert.Empty((await _client.GetFromJsonAsync<JsonElement>("/api/v1/searches?signal=logs")).GetProperty("items").EnumerateArray());

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.PutAsJsonAsync($"{path}/name", new { name = "x" })).StatusCode);
    }

    [Fact]
    public async Task Search_OfAViewer_IsTheirsAloneAndOthersAreNotChangedByThem()
    {
        using var viewer = await Person.JoinAsync(_server, _client, "Vera", "viewer");
        var own = new { name = "Mine", signal = "logs", search = "cold" };
        var shared = new { name = "Ours", signal = "logs", search = "cold", shared = true };

        using var saved = await viewer.Client.PostAsJsonAsync("/api/v1/searches", own);
        Assert.Equal(HttpStatusCode.Created, saved.StatusCode);
        using var again = await viewer.Client.PostAsJsonAsync("/api/v1/searches", own);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var refused = await viewer.Client.PostAsJsonAsync("/api/v1/searches", shared);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var ours = await _client.PostAsJsonAsync("/api/v1/searches", shared);
        Assert.Equal(HttpStatusCode.Created, ours.StatusCode);

        Assert.Equal(["Ours"], await NamesAsync(_client));
        Assert.Equal(["Mine", "Ours"], await NamesAsync(viewer.Client));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.DeleteAsync(saved.Headers.Location)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.Client.DeleteAsync(ours.Headers.Location)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await viewer.Client.DeleteAsync(saved.Headers.Location)).StatusCode);
    }

    [Theory]
    [InlineData("{\"name\":\"x\",\"signal\":\"metrics\",\"search\":\"cold\"}", "signal")]
    [InlineData("{\"name\":\"x\",\"signal\":\"logs\",\"search\":\"level >\"}", "search")]
    [InlineData("{\"signal\":\"logs\",\"search\":\"cold\"}", "name")]
    public async Task Search_ThatCannotBeSaved_NamesTheField(string body, string field)
    {
        var answer = await _client.PostAsync("/api/v1/searches", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string?>> NamesAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/searches")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString());
}
