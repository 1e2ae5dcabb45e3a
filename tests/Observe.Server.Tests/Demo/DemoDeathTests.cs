using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Functions.Invocations;
using Observe.Testing;

namespace Observe.Server.Tests.Demo;

/// <summary>
/// The whole product with the demo in it: orders under which function processes really die, and what the API then says of them. Nothing else may
/// read as dead.
/// </summary>
public sealed class DemoDeathTests : IDisposable
{
    private const string Deaths = "crash,timeout,outOfMemory,lost";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _shop = new() { Timeout = Patience };

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Order_ThatNoInstanceSurvives_IsADeadInvocationWithItsCause()
    {
        await using var server = ServerProcess.Start(
            new Dictionary<string, string>
            {
                ["OBSERVE_DEMO_UNFORESEEN_EVERY"] = "never",
                ["OBSERVE_DEMO_BAD_PHASE"] = "never",
                ["OBSERVE_DEMO_RATE"] = "0.3",
                ["OBSERVE_DEMO_SHAPE"] = "steady",
            },
            "--demo", "--Observe:Demo:DeployAfter=00:00:00");
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui"), Timeout = Patience };
        var orders = new Uri((await server.SaysAsync("the shop takes orders at ")).Split(' ')[0]);

        await OrderAsync(orders, "gift-set", 1, 99m);
        await OrderAsync(orders, "coffee-beans", 5_000_000, 0.01m);
        await OrderAsync(orders, "gold-grinder", 1, 900_000_000m);

        var (checkout, payments) = await DeadAsync(client, server);
        var crash = Assert.Single(checkout, item => Text(item, "outcome") == "crash");
        var memory = Assert.Single(checkout, item => Text(item, "outcome") == "outOfMemory");
        var timeout = Assert.Single(payments);
        Assert.Equal(("Runtime.ExitError", "Runtime.OutOfMemory", "timeout"), (Text(crash, "cause"), Text(memory, "cause"), Text(timeout, "cause")));
        Assert.Equal("timeout", Text(timeout, "outcome"));
        Assert.Equal(512L << 20, memory.GetProperty("memoryUsedBytes").GetInt64());
        Assert.InRange(timeout.GetProperty("durationNanos").GetInt64(), 4_990_000_000, 30_000_000_000);
        // What the functions and what the platform told of an invocation are one, each of a named instance.
        foreach (var function in (string[])["checkout", "payments"])
        {
            var all = await InvocationsAsync(client, function, "");
            Assert.Equal(all.Count, all.Select(item => Text(item, "invocationId")).Distinct().Count());
            Assert.All(all, item => Assert.Equal(("1", true), (Text(item, "version"), Text(item, "instance").Contains("[1]", StringComparison.Ordinal))));
            Assert.Contains(all, item => Text(item, "outcome") == "ok" && Text(item, "initClass") == "cold");
        }
    }

    /// <summary>On a busy machine all instances may be starting: an order that none of them took is given again.</summary>
    private async Task OrderAsync(Uri orders, string sku, int quantity, decimal unitPrice)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        HttpStatusCode status;
        do
        {
            await pace.WaitForNextTickAsync(limit.Token);
            using var answer = await _shop.PostAsJsonAsync(
                orders, new { customer = "c-1", card = "4111111111111111", lines = new[] { new { sku, quantity, unitPrice } } }, limit.Token);
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);
        Assert.Equal((sku, HttpStatusCode.BadGateway), (sku, status));
    }

    /// <summary>The dead invocations of both functions, when there are as many as orders that kill.</summary>
    private static async Task<(IReadOnlyList<JsonElement> Checkout, IReadOnlyList<JsonElement> Payments)> DeadAsync(
        HttpClient client, ServerProcess server)
    {
        using var limit = new CancellationTokenSource(Patience);
        IReadOnlyList<JsonElement> checkout = [];
        IReadOnlyList<JsonElement> payments = [];
        while (!limit.IsCancellationRequested)
        {
            // Each answer waits until everything that was acknowledged before can be read.
            checkout = await InvocationsAsync(client, "checkout", Deaths);
            payments = await InvocationsAsync(client, "payments", Deaths);
            if (checkout.Count + payments.Count >= 3)
            {
                return (checkout, payments);
            }
        }
        throw new TimeoutException(
            $"Three invocations died, and these are known:\n{string.Join('\n', checkout.Concat(payments))}\nThe server said:\n{server.Output}");
    }

    private static async Task<IReadOnlyList<JsonElement>> InvocationsAsync(HttpClient client, string function, string outcomes)
    {
        var id = new FunctionIdentity("aws", "", "eu-central-1", "demo", function).Id;
        var address = new Uri($"/api/v1/functions/{id}/invocations?outcome={outcomes}&limit=500&fresh=true", UriKind.Relative);
        using var answer = await client.GetAsync(address);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{function}: {answer.StatusCode}");
        return answer.StatusCode == HttpStatusCode.NotFound
            ? []
            : [.. (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray()];
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString() ?? "";
}
