using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Functions.Invocations;
using Observe.Testing;

namespace Observe.Server.Tests.Stock;

/// <summary>An ASP.NET Core server that has OpenTelemetry's own packages and nothing of Observe, through the real server.</summary>
public sealed class StockWebFunctionTests
{
    private const string Revision = "receipts-00003-abc";
    private static readonly FunctionIdentity Receipts = new("gcp", "shop-project", "europe-west1", "", "receipts");

    [Fact]
    public async Task Requests_ToInstancesOnCloudRun_AreInvocationsOfAFunction()
    {
        await using var server = ServerProcess.Start();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        var collector = await server.ListeningAsync("otlp-grpc");

        await ServeAsync(collector, "i-1", 1, 2, 0);
        await ServeAsync(collector, "i-2", 3);

        var items = await ItemsAsync(client, "functions?fresh=true");
        Assert.Equal((Receipts.Id, Receipts.Name, Revision, 4, 1, 0), Assert.Single(items.Select(item => (
            Text(item, "id"), Text(item, "name"), Text(item, "version"), Number(item, "invocations"), Number(item, "errors"), Number(item, "coldStarts")))));
        var function = await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Receipts.Id}");
        Assert.Equal(("gcp", "shop-project", "europe-west1", "gcp_cloud_run", "http"), (
            Text(function, "provider"), Text(function, "account"), Text(function, "region"), Text(function, "platform"), Text(function, "trigger")));

        // The newest first.
        var invocations = await ItemsAsync(client, $"functions/{Receipts.Id}/invocations");
        Assert.Equal(
            [
                ("i-2", "firstOfInstance", "ok", ""), ("i-1", "warm", "error", "System.InvalidOperationException"),
                ("i-1", "warm", "ok", ""), ("i-1", "firstOfInstance", "ok", ""),
            ],
            invocations.Select(item => (Text(item, "instance"), Text(item, "initClass"), Text(item, "outcome"), Text(item, "cause"))));
        Assert.All(invocations, item => Assert.Equal((Revision, "http", ""), (Text(item, "version"), Text(item, "trigger"), Text(item, "invocationId"))));
        Assert.All(invocations, item => Assert.True(item.GetProperty("durationNanos").GetInt64() > 0));
        Assert.Equal(4, invocations.Select(item => Text(item, "traceId")).Distinct().Count());
        var cold = (await client.GetFromJsonAsync<JsonElement>($"/api/v1/functions/{Receipts.Id}/cold-starts")).GetProperty("total");
        Assert.Equal((0, 0.0), (Number(cold, "coldStarts"), cold.GetProperty("coldRate").GetDouble()));
        Assert.Equal("""{"warm":2,"firstOfInstance":2}""", cold.GetProperty("initClasses").GetRawText());
    }

    [Fact]
    public async Task Requests_ToAServerThatNamesNoPlatform_AreThoseOfAServiceAndNoFunction()
    {
        await using var server = ServerProcess.Start();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };

        await using (var web = await WebFunction.StartAsync(await server.ListeningAsync("otlp-grpc"), "back-office", ""))
        {
            await AskAsync(web, 1);
        }

        var trace = Assert.Single(await ItemsAsync(client, "traces?fresh=true"));
        Assert.Equal(("back-office", "GET /receipts/{number:int}"), (Text(trace, "rootService"), Text(trace, "rootName")));
        Assert.Empty(await ItemsAsync(client, "functions"));
    }

    private static async Task ServeAsync(Uri collector, string instance, params int[] numbers)
    {
        await using var web = await WebFunction.StartAsync(
            collector, Receipts.Name,
            $"cloud.platform=gcp_cloud_run,cloud.account.id={Receipts.Account},cloud.region={Receipts.Region},faas.name={Receipts.Name},"
            + $"faas.version={Revision},faas.instance={instance}");
        foreach (var number in numbers)
        {
            await AskAsync(web, number);
        }
    }

    private static async Task AskAsync(WebFunction web, int number)
    {
        using var answer = await web.Client.GetAsync(new Uri($"/receipts/{number}", UriKind.Relative));
        Assert.Equal(number > 0 ? HttpStatusCode.OK : HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    private static async Task<JsonElement[]> ItemsAsync(HttpClient client, string path) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/api/v1/{path}")).GetProperty("items").EnumerateArray()];

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static int Number(JsonElement item, string name) => item.GetProperty(name).GetInt32();
}
