using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Observe.Collector.Tests.Fakes;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Collector.Tests.Receive;

/// <summary>POST /v1/lambda/telemetry: the same gate, limits and acknowledgement as OTLP.</summary>
[Collection(EngineGroup.Name)]
public sealed class LambdaTelemetryTests(EngineCollector collector) : IDisposable
{
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Post_RecordsOfAnInvocation_AreReadBackAsOneThatTimedOut()
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(-30);
        var body = $$$$"""
            [{"time":"{{{{at:O}}}}","type":"platform.start","record":{"requestId":"id-77","version":"3"}},
             {"time":"{{{{at.AddSeconds(3):O}}}}","type":"function","record":"id-77 Task timed out after 3.00 seconds"},
             {"time":"{{{{at.AddSeconds(3):O}}}}","type":"platform.runtimeDone","record":{"requestId":"id-77","status":"timeout","metrics":{"durationMs":3000}}},
             {"time":"{{{{at.AddSeconds(3):O}}}}","type":"platform.report","record":{"requestId":"id-77","status":"timeout","metrics":{"durationMs":3000,"billedDurationMs":3000,"memorySizeMB":128,"maxMemoryUsedMB":40}}}]
            """;

        using var response = await PostAsync(body, "?function=telemetry-timeout&version=3&instance=i-1&resource=cloud.region%3Deu-west-1", gzip: true);

        Assert.Equal((HttpStatusCode.OK, "{ }"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        await collector.FreshAsync();
        var hour = TimeRange.Last(TimeSpan.FromHours(1), TimeProvider.System);
        var function = Assert.Single((await collector.Get<IFunctionReader>().ListAsync(new FunctionListQuery(hour), default)).Functions, item => item.Identity.Name == "telemetry-timeout");
        Assert.Equal((1L, 1L, "eu-west-1"), (function.Invocations, function.Timeouts, function.Identity.Region));
        var one = Assert.Single((await collector.Get<IInvocationReader>().FindAsync(new InvocationListQuery(FunctionId.Of(function.Identity), hour), default)).Invocations);
        Assert.Equal((InvocationOutcome.Timeout, "timeout", 40L << 20, "i-1"), (one.Outcome, one.Cause, one.MemoryUsedBytes, one.Instance));
        var logs = await collector.Get<ILogReader>().FindAsync(new LogListQuery(hour, Limit: 1_000), default);
        Assert.Single(logs.Logs, log => log.Body.Contains("id-77", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_WithoutKey_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(collector.Http, "/v1/lambda/telemetry?function=f")) { Content = Json("[]") };
        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("[{}]", "?function=f", "Record 0")]
    [InlineData("[]", "?function=f&resource=nonsense", "key=value")]
    public async Task Post_NotWhatItShouldBe_IsInvalidAndSaysWhy(string body, string query, string expected)
    {
        using var response = await PostAsync(body, query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Protobuf_IsUnsupported()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(collector.Http, "/v1/lambda/telemetry?function=f")) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Headers.Add("x-api-key", EngineCollector.Key);
        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string query, bool gzip = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(collector.Http, "/v1/lambda/telemetry" + query));
        request.Headers.Add("x-api-key", EngineCollector.Key);
        if (gzip)
        {
            using var packed = new MemoryStream();
            await using (var stream = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(body));
            }
            request.Content = new ByteArrayContent(packed.ToArray());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Content.Headers.ContentEncoding.Add("gzip");
        }
        else
        {
            request.Content = Json(body);
        }
        return await _client.SendAsync(request);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
