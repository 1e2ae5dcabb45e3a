using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Observe.Sdk.Tests.Otlp;

/// <summary>A collector on a free loopback port that keeps what it gets, and answers, refuses or hangs as told.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<OtlpSpan> _spans = [];
    private readonly List<OtlpLog> _logs = [];
    private readonly List<OtlpMetric> _metrics = [];
    private readonly List<byte[]> _bodies = [];
    private readonly List<PlatformRecord> _platformRecords = [];
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpReceiver(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.Single());

    /// <summary>What to do before the answer; gives the status.</summary>
    public Func<HttpContext, Task<int>> Behaviour { get; set; } = _ => Task.FromResult(StatusCodes.Status200OK);

    public string? LastApiKey { get; private set; }

    public int Requests { get; private set; }

    /// <summary>Of the last spans.</summary>
    public Dictionary<string, object?> Resource { get; private set; } = [];

    /// <summary>Of the last spans of each service.</summary>
    public Dictionary<string, Dictionary<string, object?>> Resources { get; } = [];

    /// <summary>Of whom the last records of a platform were.</summary>
    public IQueryCollection LastRecordQuery { get; private set; } = QueryCollection.Empty;

    public IReadOnlyList<OtlpSpan> Spans
    {
        get
        {
            lock (_lock)
            {
                return [.. _spans];
            }
        }
    }

    public IReadOnlyList<OtlpLog> Logs
    {
        get
        {
            lock (_lock)
            {
                return [.. _logs];
            }
        }
    }

    public IReadOnlyList<OtlpMetric> Metrics
    {
        get
        {
            lock (_lock)
            {
                return [.. _metrics];
            }
        }
    }

    /// <summary>All that was sent, without its compression.</summary>
    public IReadOnlyList<byte[]> Bodies
    {
        get
        {
            lock (_lock)
            {
                return [.. _bodies];
            }
        }
    }

    /// <summary>What the platform said, in the order in which it came.</summary>
    public IReadOnlyList<PlatformRecord> PlatformRecords
    {
        get
        {
            lock (_lock)
            {
                return [.. _platformRecords];
            }
        }
    }

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until what has arrived satisfies the condition.</summary>
    public async Task WaitForAsync(Func<OtlpReceiver, bool> condition)
    {
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                arrival = _arrival.Task;
            }
            if (condition(this))
            {
                return;
            }
            await arrival.WaitAsync(Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        if (context.Request.Headers.ContentEncoding == "gzip")
        {
            await using var plain = new GZipStream(context.Request.Body, CompressionMode.Decompress);
            await plain.CopyToAsync(body, context.RequestAborted);
        }
        else
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        }
        var status = await Behaviour(context);
        context.Response.StatusCode = status;
        TaskCompletionSource arrival;
        lock (_lock)
        {
            Requests++;
            _bodies.Add(body.ToArray());
            LastApiKey = context.Request.Headers["x-api-key"];
            if (status == StatusCodes.Status200OK)
            {
                Keep(context.Request, body.ToArray());
            }
            arrival = _arrival;
            _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        arrival.SetResult();
    }

    private void Keep(HttpRequest request, byte[] body)
    {
        var path = request.Path.Value;
        if (path == "/v1/traces")
        {
            foreach (var group in TraceRequest.Parser.ParseFrom(body).ResourceSpans)
            {
                Resource = group.Resource.Attributes.Plain();
                Resources[$"{Resource.GetValueOrDefault("service.name")}"] = Resource;
                _spans.AddRange(group.ScopeSpans.SelectMany(s => s.Spans));
            }
        }
        else if (path == "/v1/logs")
        {
            foreach (var group in LogsRequest.Parser.ParseFrom(body).ResourceLogs)
            {
                _logs.AddRange(group.ScopeLogs.SelectMany(s => s.LogRecords));
                Assert.NotEmpty(group.Resource.Attributes);
            }
        }
        else if (path == "/v1/metrics")
        {
            foreach (var group in MetricsRequest.Parser.ParseFrom(body).ResourceMetrics)
            {
                _metrics.AddRange(group.ScopeMetrics.SelectMany(s => s.Metrics));
                Assert.NotEmpty(group.Resource.Attributes);
            }
        }
        else if (path == "/v1/lambda/telemetry")
        {
            LastRecordQuery = request.Query;
            var (function, instance) = (request.Query["function"].ToString(), request.Query["instance"].ToString());
            using var records = JsonDocument.Parse(body);
            _platformRecords.AddRange(records.RootElement.EnumerateArray().Select(
                item => new PlatformRecord(function, instance, item.GetProperty("type").GetString()!, item.GetProperty("record").Clone())));
        }
        else
        {
            Assert.Fail($"The SDK wrote to {path}.");
        }
    }
}

/// <summary>One record of the Lambda Telemetry API.</summary>
internal sealed record PlatformRecord(string Function, string Instance, string Type, JsonElement Body)
{
    public string? Text(string field) => Body.TryGetProperty(field, out var value) ? value.GetString() : null;

    public double Metric(string name) => Body.GetProperty("metrics").GetProperty(name).GetDouble();
}
