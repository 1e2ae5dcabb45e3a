using System.Net.Sockets;
using System.Text;
using Observe.Server.Tests.Fakes;

namespace Observe.Server.Tests.Security;

/// <summary>Addresses that no honest client writes, sent as they are: a client library would mend them.</summary>
public sealed class HostileAddressTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Theory]
    [InlineData("/metrics?%")]
    [InlineData("/metrics/%zz")]
    [InlineData("/%00")]
    [InlineData("http://[/metrics")]
    [InlineData("/api/v1/traces?q=%ff%fe")]
    [InlineData("//metrics")]
    [InlineData("*")]
    public async Task Get_AddressThatIsNone_IsAnsweredAndTheServerGoesOn(string target)
    {
        var status = await SendAsync(target);

        Assert.InRange(status, 200, 499);
        Assert.Equal(200, await SendAsync("/healthz/live"));
    }

    [Theory]
    [InlineData("/..%2f..%2f..%2fetc/passwd")]
    [InlineData("/%252e%252e/%252e%252e/etc/passwd")]
    [InlineData("/_content/Observe.UI/..%2f..%2f..%2fappsettings.json")]
    [InlineData("/_content/Observe.UI/../../appsettings.json")]
    [InlineData("/api/v1/functions/..%2f..%2fkeys")]
    [InlineData("/appsettings.json")]
    public async Task Get_PathOutOfAName_ReachesNoFile(string target)
    {
        var (status, body) = await AskAsync(target);

        Assert.InRange(status, 400, 499);
        Assert.DoesNotContain("root:", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Serilog\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no-such-page")]
    [InlineData("/%3Cscript%3Ehit()%3C/script%3E")]
    [InlineData("/%22%3E%3Cimg%20src=x%20onerror=hit()%3E")]
    [InlineData("/trace/one/two/three")]
    [InlineData("/settings/%E0%A4%A")]
    public async Task Get_UnknownAddress_ShowsPeopleAPageAndTellsProgramsTheStatus(string target)
    {
        var (shown, page) = await AskAsync(target, "Accept: text/html,*/*;q=0.8\r\n");
        var (told, answer) = await AskAsync(target);

        Assert.Equal((404, 404), (shown, told));
        Assert.Contains("Nothing lives at this address", page, StringComparison.Ordinal);
        Assert.DoesNotContain("hit()", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", answer, StringComparison.Ordinal);
    }

    private async Task<int> SendAsync(string target) => (await AskAsync(target)).Status;

    private async Task<(int Status, string Body)> AskAsync(string target, string headers = "")
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        await client.ConnectAsync(_server.Address.Host, _server.Address.Port, limit.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"), limit.Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(limit.Token);
        return (int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3), System.Globalization.CultureInfo.InvariantCulture), answer);
    }
}
