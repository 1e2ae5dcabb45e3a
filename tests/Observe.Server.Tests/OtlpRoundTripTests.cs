using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Observe.Server.Tests.Fakes;
using Observe.Testing;

namespace Observe.Server.Tests;

/// <summary>OTLP in, stored, OTLP/JSON out is equal up to order: the real collector, the real engine, the real API.</summary>
public sealed class OtlpRoundTripTests
{
    private const int Traces = 150;

    [Fact]
    public async Task ExportTrace_RandomTraces_AreWhatCameIn()
    {
        await using var server = ServerProcess.Start("--Observe:Collector:Redaction:Enabled=false");
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        var receiver = new Uri(await server.ListeningAsync("otlp-http"), "/v1/traces");
        var random = new RandomTraces(20261125);
        var sent = Enumerable.Range(0, Traces).Select(_ => random.Next()).ToArray();

        foreach (var batch in sent.Chunk(50))
        {
            using var answer = await client.PostAsync(receiver, Json(new JsonObject { ["resourceSpans"] = new JsonArray([.. batch.SelectMany(Groups)]) }));
            Assert.Equal("{}", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.ToJsonString());
        }

        using var fresh = await client.GetAsync(new Uri("/api/v1/ingest?fresh=true", UriKind.Relative));
        Assert.True(fresh.IsSuccessStatusCode);
        foreach (var trace in sent)
        {
            Assert.Equal(Canonical(trace), Canonical(await ExportAsync(client, IdOf(trace))));
        }
        Assert.Equal(RandomTraces.Kinds, random.Seen.Order());

        var again = await ExportAsync(client, IdOf(sent[0]));
        using var imported = await client.PostAsync(new Uri("/api/v1/import", UriKind.Relative), Json(again));
        Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
        Assert.Equal(0, (await imported.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("refused").GetInt32());
        // The same spans once more are shown once.
        using var freshAgain = await client.GetAsync(new Uri("/api/v1/ingest?fresh=true", UriKind.Relative));
        Assert.Equal(Canonical(again), Canonical(await ExportAsync(client, IdOf(sent[0]))));
    }

    [Fact]
    public async Task Import_BeyondTheRetentionOrNoOtlp_IsRefusedWithItsReason()
    {
        await using var server = ServerProcess.Start();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        var old = new RandomTraces(1).Next(TimeSpan.FromDays(31));

        using var tooOld = await client.PostAsync(new Uri("/api/v1/import", UriKind.Relative), Json(old));
        using var nonsense = await client.PostAsync(new Uri("/api/v1/import", UriKind.Relative), new StringContent("{\"resourceSpans\":7}", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooOld.StatusCode);
        Assert.Contains("older", (await tooOld.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task Import_BeyondTheLimitsOfARequestOrOfAllInFlight_IsRefusedAsTheCollectorRefuses()
    {
        await using var server = ServerProcess.Start(
            "--Observe:Collector:MaxRequestBytes=8192", "--Observe:Collector:MaxInFlightBytes=4096", "--Observe:Collector:RetryAfter=00:00:07");
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };

        using var tooLarge = await ImportAsync(client, 9_000, isChunked: false);
        using var noRoom = await ImportAsync(client, 6_000, isChunked: false);
        using var small = await ImportAsync(client, 1_000, isChunked: false);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, noRoom.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), noRoom.Headers.RetryAfter?.Delta);
        Assert.Contains("later", (await noRoom.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
    }

    [Fact]
    public async Task Import_InPiecesBeyondTheLimitOfARequest_IsTooLarge()
    {
        await using var server = ServerProcess.Start("--Observe:Collector:MaxRequestBytes=8192");
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };

        using var tooLarge = await ImportAsync(client, 9_000, isChunked: true);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
    }

    /// <summary>Imports nothing, in so many bytes.</summary>
    private static async Task<HttpResponseMessage> ImportAsync(HttpClient client, int bytes, bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/import")
        {
            Content = new StringContent("{}".PadRight(bytes), Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = isChunked;
        return await client.SendAsync(request);
    }

    private static async Task<JsonNode> ExportAsync(HttpClient client, string traceId)
    {
        using var answer = await client.GetAsync(new Uri($"/api/v1/traces/{traceId}/otlp", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = 256 })!;
    }

    private static StringContent Json(JsonNode node) =>
        new(node.ToJsonString(new JsonSerializerOptions { MaxDepth = 256 }), Encoding.UTF8, "application/json");

    private static IEnumerable<JsonNode?> Groups(JsonNode trace) => trace["resourceSpans"]!.AsArray().Select(group => group!.DeepClone());

    private static string IdOf(JsonNode trace) =>
        trace["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]![0]!["traceId"]!.GetValue<string>();

    /// <summary>Without fields that say nothing, and with lists of equal rank sorted.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject fields => "{" + string.Join(",", fields
            .Select(field => (field.Key, Text: Canonical(field.Value)))
            .Where(field => field.Text is not ("[]" or "\"\"") || field.Key.EndsWith("Value", StringComparison.Ordinal))
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"{field.Key}:{field.Text}")) + "}",
        JsonArray items when items.Parent is JsonObject && items.GetPropertyName() is "attributes" or "resourceSpans" or "scopeSpans" or "spans"
            || items is [JsonObject first, ..] && first.ContainsKey("key") =>
            "[" + string.Join(",", items.Select(Canonical).Order(StringComparer.Ordinal)) + "]",
        JsonArray items => "[" + string.Join(",", items.Select(Canonical)) + "]",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        _ => node?.ToJsonString() ?? "null",
    };
}
