using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Samples.Platform;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

/// <summary>Real function processes that die under an invocation, each in one of the ways in which serverless functions die.</summary>
public sealed class PlatformDeathTests : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly object GoodOrder = Order("tamper", 1, 32m);
    private static readonly object GoodCharge = Charge(25m);

    private readonly HttpClient _client = new() { Timeout = Patience };

    public void Dispose() => _client.Dispose();

    [Fact]
    public Task Invoke_FraudCheckWithoutEnd_IsKilledAtTheTimeoutAndReported() => DieAsync(
        "payments", "charge", Charge(1_000_000_000m), GoodCharge, program => program with { Timeout = TimeSpan.FromSeconds(2) },
        "Sandbox.Timedout", "timeout", null, report => Assert.InRange(report.Metric("durationMs"), 1_990, 30_000));

    [Fact]
    public Task Invoke_MorePiecesThanMemory_IsKilledAtTheLimitAndReported() => DieAsync(
        "checkout", "orders", Order("coffee-beans", 5_000_000, 0.01m), GoodOrder,
        program => program with { MemoryBytes = 256L << 20, Timeout = Patience }, "Runtime.OutOfMemory", "error", "Runtime.OutOfMemory",
        report => Assert.Equal((256, 256), (report.Metric("maxMemoryUsedMB"), report.Metric("memorySizeMB"))));

    [Fact]
    public Task Invoke_SetThatHoldsItself_CrashesAndIsReportedWithTheRuntimesLastWords() => DieAsync(
        "checkout", "orders", Order("gift-set", 1, 99m), GoodOrder, program => program with { Timeout = Patience },
        "Runtime.ExitError", "error", "Runtime.ExitError",
        report => Assert.InRange(report.Metric("maxMemoryUsedMB"), 20, 500), line: "Stack overflow.");

    [Fact]
    public async Task Invoke_CollectorIsNotThere_AnswersAllTheSameAndCountsWhatItCouldNotSay()
    {
        var receiver = await OtlpReceiver.StartAsync();
        var gone = receiver.Endpoint;
        await receiver.DisposeAsync();
        await using var shop = await SomeShop.OpenAsync("payments", gone, program => program with { Timeout = Patience });

        using var answer = await _client.PostAsJsonAsync(new Uri(shop.Function.Address, "charge"), GoodCharge);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await shop.DisposeAsync();

        // Two of the initialisation and three of the invocation.
        Assert.Equal(5, shop.Telemetry.Dropped);
    }

    /// <summary>One invocation before it, the one that dies, and one after it: on a new instance.</summary>
    private async Task DieAsync(
        string function, string path, object deadly, object good, Func<FunctionProgram, FunctionProgram> limit,
        string answered, string status, string? errorType, Action<PlatformRecord> check, string? line = null)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var shop = await SomeShop.OpenAsync(function, receiver.Endpoint, limit);
        var address = new Uri(shop.Function.Address, path);

        using var before = await _client.PostAsJsonAsync(address, good);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(deadly) };
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        using var dead = await _client.SendAsync(request);
        using var after = await _client.PostAsJsonAsync(address, good);
        await shop.DisposeAsync();

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.BadGateway, HttpStatusCode.Created], new[] { before, dead, after }.Select(answer => answer.StatusCode));
        Assert.Equal(answered, (await dead.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errorType").GetString());
        await receiver.WaitForAsync(all => Starts(all).Count() >= 2);
        var all = receiver.PlatformRecords;
        Assert.All(all, record => Assert.Equal(function, record.Function));
        Assert.Equal(2, all.Select(record => record.Instance).Distinct().Count());
        Assert.Equal(["success", status, "success"], all.Where(record => record.Type == "platform.report").Select(record => record.Text("status")));
        var report = Assert.Single(all, record => record.Type == "platform.report" && record.Text("status") == status);
        Assert.Equal((errorType, 2), (report.Text("errorType"), all.Count(record => record.Type == "platform.initReport")));
        var tracing = report.Body.GetProperty("tracing").GetProperty("value").GetString();
        Assert.Equal($"Root=1-{Trace[..8]}-{Trace[8..]};Parent=b7ad6b7169203331;Sampled=1", tracing);
        Assert.InRange(report.Metric("billedDurationMs"), report.Metric("durationMs"), report.Metric("durationMs") + 1);
        check(report);
        // The function calls invocations and instances as the platform does. What a process had not yet sent it takes with it.
        Assert.Subset(
            all.Where(record => record.Type == "platform.report").Select(record => (record.Text("requestId"), record.Instance)).ToHashSet(),
            Starts(receiver).ToHashSet());
        var lines = all.Where(record => record.Type == "function").Select(record => record.Body.GetString()!).ToList();
        Assert.InRange(lines.Count, 1, 25);
        Assert.Contains(lines, text => text.Contains(line ?? report.Text("requestId")!, StringComparison.Ordinal));
    }

    private static IEnumerable<(string? Invocation, string Instance)> Starts(OtlpReceiver receiver) =>
        receiver.Logs.Where(log => log.EventName == "observe.invocation.started").Select(log => log.Attributes.Plain())
            .Select(start => (start["faas.invocation_id"] as string, (string)start["faas.instance"]!));

    private static object Order(string sku, int quantity, decimal unitPrice) =>
        new { customer = "c-1", card = "4111111111111111", lines = new[] { new { sku, quantity, unitPrice } } };

    private static object Charge(decimal amount) => new { order = "o-1", card = "4111111111111111", amount, currency = "EUR" };
}
