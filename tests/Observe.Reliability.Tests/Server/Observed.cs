using System.Net.Http.Json;
using System.Text.Json;
using Observe.Testing;

namespace Observe.Reliability.Tests.Server;

/// <summary>What a running server has: raw rows through its SQL port, and what people see through the API.</summary>
internal sealed class Observed : IDisposable
{
    private readonly HttpClient _api;
    private readonly Uri _sql;

    private Observed(Uri api, Uri sql)
    {
        _api = new HttpClient { BaseAddress = api };
        _sql = sql;
    }

    public static async Task<Observed> OfAsync(ServerProcess server) =>
        new(await server.ListeningAsync("ui"), new Uri(await server.ListeningAsync("sql"), "/?database=observe"));

    /// <param name="sql">The address of a ClickHouse, with the database and whatever else it asks for.</param>
    public static Observed Of(Uri api, Uri sql) => new(api, sql);

    /// <summary>Returns when everything that was acknowledged before can be read.</summary>
    public async Task FreshAsync()
    {
        using var first = await _api.GetAsync("/api/v1/ingest?fresh=true");
        // It says so after ten seconds; on a busy machine the second ten may be needed.
        using var answer = first.IsSuccessStatusCode ? first : await _api.GetAsync("/api/v1/ingest?fresh=true");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Returns when a heartbeat of the collector is there that is not older than a few seconds.</summary>
    public Task HeartbeatAsync() =>
        UntilAsync(async () => (await GetAsync("/api/v1/ingest")).GetProperty("liveCollectors").GetInt32() > 0);

    /// <summary>Asks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await isSo())
        {
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }

    public async Task<IReadOnlyList<string[]>> RowsAsync(string sql)
    {
        using var answer = await _api.PostAsync(_sql, new StringContent(sql + " FORMAT TSV"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];
    }

    /// <summary>The answer to a statement that names its format.</summary>
    public async Task<byte[]> BytesAsync(string sql)
    {
        using var answer = await _api.PostAsync(_sql, new StringContent(sql));
        Assert.True(answer.IsSuccessStatusCode, sql);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public async Task<string> TextAsync(string path)
    {
        using var answer = await _api.GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }

    public Task<JsonElement> GetAsync(string path) => _api.GetFromJsonAsync<JsonElement>(path);

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _api.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Every item of a list, page after page.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=1000{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return items;
    }

    public void Dispose() => _api.Dispose();
}
