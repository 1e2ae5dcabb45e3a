using System.Net;
using Observe.Server.Api;
using Observe.Server.Tests.Fakes;
using Observe.Storage.Read;

namespace Observe.Server.Tests.Api;

public sealed class TailApiTests : IAsyncLifetime
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

    [Fact]
    public async Task Tail_Logs_AreEventsUntilTheCallerGoes()
    {
        _server.Tails.Logs.Enqueue(new([new LogRecord { Id = "7", TimeUnixNanoseconds = Some.Start, Body = "paid", Service = "payments" }], 3));
        using var response = await OpenAsync("/api/v1/tail?q=level%20%3E%3D%20warn");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("event: begin", await LineAsync(reader));
        string line;
        while (!(line = await LineAsync(reader)).StartsWith("event: skipped", StringComparison.Ordinal))
        {
        }
        Assert.Equal("data: {\"skipped\":3}", await LineAsync(reader));
        Assert.Equal("event: log", await LineAsync(reader));
        Assert.Contains("\"body\":\"paid\"", await LineAsync(reader), StringComparison.Ordinal);
        Assert.Equal("level >= warn", _server.Tails.Asked!.ToString());
    }

    [Fact]
    public async Task Tail_MoreThanMayBeOpen_IsRefusedUntilOneEnds()
    {
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < TailStreams.Most; i++)
        {
            open.Add(await OpenAsync("/api/v1/tail?signal=traces"));
        }

        var refused = await OpenAsync("/api/v1/tail");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 10), (refused.StatusCode, (int)refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        open[0].Dispose();
        HttpResponseMessage next;
        while ((next = await OpenAsync("/api/v1/tail")).StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            next.Dispose();
        }
        open.Add(next);

        open.ForEach(response => response.Dispose());
    }

    [Theory]
    [InlineData("/api/v1/tail?signal=metrics")]
    [InlineData("/api/v1/tail?q=status%3D(")]
    public async Task Tail_BadRequest_IsRefused(string path) => Assert.Equal(HttpStatusCode.BadRequest, (await _client.GetAsync(path)).StatusCode);

    private Task<HttpResponseMessage> OpenAsync(string path) => _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);

    /// <summary>The next line that is not empty.</summary>
    private static async Task<string> LineAsync(StreamReader reader)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
            if (line is null or { Length: > 0 })
            {
                return line ?? throw new EndOfStreamException();
            }
        }
    }
}
