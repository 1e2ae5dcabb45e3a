using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observe.Testing;

namespace Observe.Server.Tests;

public sealed class StartAndStopTests
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Run_Signal_DrainsAndExitsWithZero(string signal)
    {
        await using var server = ServerProcess.Start();
        using var client = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz/ready")).StatusCode);

        var operations = SourceTree.Read("docs/operations.md");
        var metrics = (await client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n')
            .Where(line => line.StartsWith("# TYPE observe_", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToArray();
        Assert.NotEmpty(metrics);
        Assert.All(metrics, name => Assert.True(DocumentsTests.IsNamed(operations, name), $"docs/operations.md does not name {name}."));

        var exitCode = await server.EndAsync(signal, StopLimit);

        Assert.True(exitCode == ServerHost.Stopped, server.Output);
    }

    public static TheoryData<string[], string> Refusals => new()
    {
        { ["--roles", "ui,api"], "need a ClickHouse server" },
        { ["--roles", "ui,api", "--Observe:Storage:ServerUrl=http://127.0.0.1:1"], "need Observe:Security:MasterKey" },
        { ["--Observe:Security:MasterKey=short"], "must be base64" },
        { ["--Observe:Security:SecretsDirectory=no-such-folder"], "no-such-folder" },
        { ["--roles", "ui,bard"], "not \"bard\"" },
        { ["--Observe:Server:Url=here"], "must be an address" },
        { ["--Observe:Security:AdminUser=ada", "--Observe:Security:AdminPassword=short"], "at least 8" },
        { ["--Observe:Security:AdminUser=ada", "--Observe:Security:AdminPasswordFile=no-such-file"], "no-such-file" },
        { ["--Observe:Security:AdminPassword=long enough"], "AdminUser is missing" },
        { ["--Observe:Storage:RetentionDays=0"], "RetentionDays" },
        { ["--Observe:Functions:PriceBookFile=no-such-book"], "no-such-book" },
        { ["--Observe:Functions:Limits:0:Function=payments"], "Limits:0 needs Reserved, Provisioned, ScaleRate or KeepAlive" },
        { ["--bogus"], "unknown switch --bogus" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Run_ConfigurationThatCannotBe_IsRefusedWithItsReason(string[] args, string reason)
    {
        await using var server = ServerProcess.Start(args);

        var exitCode = await server.ExitAsync(TimeSpan.FromSeconds(30));

        Assert.True(exitCode == ServerHost.Misconfigured, server.Output);
        Assert.Contains(reason, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("listening", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ReachableByOthers_TakesNothingUntilThereIsAKeyAndTheStoredOneAfterTheNextStart()
    {
        using var data = new TemporaryData();
        string key;
        await using (var server = StartReachable(data.Path))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await ExportAsync(server, null));
            Assert.Contains("there is no ingest key", server.Output, StringComparison.Ordinal);

            key = await AddKeyAsync(server);

            Assert.Equal(HttpStatusCode.OK, await ExportAsync(server, key));
            Assert.Equal(HttpStatusCode.Unauthorized, await ExportAsync(server, null));
            Assert.Equal(ServerHost.Stopped, await server.EndAsync("TERM", StopLimit));
        }
        await using var next = StartReachable(data.Path);

        Assert.Equal(HttpStatusCode.OK, await ExportAsync(next, key));
        Assert.Equal(HttpStatusCode.Unauthorized, await ExportAsync(next, null));
        Assert.DoesNotContain("there is no ingest key", next.Output, StringComparison.Ordinal);
    }

    private static ServerProcess StartReachable(string data) => ServerProcess.StartOn(
        data, "--Observe:Collector:HttpUrl=http://0.0.0.0:0", "--Observe:Security:AdminUser=ada", "--Observe:Security:AdminPassword=long enough");

    private static async Task<HttpStatusCode> ExportAsync(ServerProcess server, string? key)
    {
        using var client = new HttpClient();
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("x-api-key", key);
        }
        var port = (await server.ListeningAsync("otlp-http")).Port;
        using var answer = await client.PostAsJsonAsync($"http://127.0.0.1:{port}/v1/traces", new { resourceSpans = Array.Empty<object>() });
        return answer.StatusCode;
    }

    private static async Task<string> AddKeyAsync(ServerProcess server)
    {
        using var administrator = new HttpClient { BaseAddress = await server.ListeningAsync("ui") };
        administrator.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:long enough")));
        using var answer = await administrator.PostAsJsonAsync("/api/v1/keys", new { name = "shop", scopes = new[] { "ingest" } });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }

    [Fact]
    public async Task Run_PortTaken_FailsAndSaysWhich()
    {
        await using var first = ServerProcess.Start();
        var address = await first.ListeningAsync("ui");

        await using var second = ServerProcess.Start($"--Observe:Server:Url=http://127.0.0.1:{address.Port}");

        Assert.Equal(ServerHost.Failed, await second.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains($"127.0.0.1:{address.Port}", second.Output, StringComparison.Ordinal);
        // What a container's health check runs.
        await using var ready = ServerProcess.Start($"--Observe:Server:Url=http://0.0.0.0:{address.Port}", "--health");
        Assert.Equal(0, await ready.ExitAsync(TimeSpan.FromSeconds(30)));
        await first.EndAsync("TERM", StopLimit);
        await using var gone = ServerProcess.Start($"--Observe:Server:Url=http://0.0.0.0:{address.Port}", "--health");
        Assert.Equal(1, await gone.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("not reachable", gone.Output, StringComparison.Ordinal);
    }
}
