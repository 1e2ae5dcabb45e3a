using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Observe.Alerts.Deliver;

namespace Observe.Alerts.Tests.Outgoing;

/// <summary>Some hundreds of ways to make a webhook reach what it must not, each tried through the real sender.</summary>
public sealed class SsrfTests(SsrfBench bench) : IClassFixture<SsrfBench>
{
    private const string Name = "receiver.example";
    private const string PublicAddress = "93.184.215.14";

    private static readonly string[] Spelled = ["127.0.0.2", "169.254.169.254", "10.0.0.1", "192.168.1.1", "100.100.100.200"];

    private static readonly string[] UrlTexts =
    [
        .. ForbiddenAddresses.Literal.Select(address => $"http://{(address.Contains(':') ? $"[{address}]" : address)}:{{port}}/"),
        .. Spelled.SelectMany(ForbiddenAddresses.Spellings).Select(host => $"http://{host}:{{port}}/"),
        .. new[]
        {
            "http://127.0.0.2\\@receiver.example:{port}/", "http://127.0.0.2:{port}#@receiver.example/",
            "http://127.0.0.2:{port}?@receiver.example/", "http://receiver.example@127.0.0.2:{port}/", "http://receiver.example:80@127.0.0.2:{port}/",
            "http://receiver.example%40127.0.0.2:{port}/", "http://127.0.0.2:{port};receiver.example/", "http://127.0.0.2%00.receiver.example:{port}/",
            "http://127.0.0.2%0d%0aHost:receiver.example:{port}/", "http:127.0.0.2:{port}/", "http:/127.0.0.2:{port}/", "http:///127.0.0.2:{port}/", "http:\\\\127.0.0.2:{port}\\",
            " http://127.0.0.2:{port}/", "http://127.0.0.2\t:{port}/", "http://[::1%25lo]:{port}/", "http://[fe80::1%25eth0]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/", "http://[::0.0.0.1]:{port}/",
            "//127.0.0.2:{port}/", "/127.0.0.2:{port}/", "127.0.0.2:{port}", "file:///etc/passwd", "file://127.0.0.2/share", "ftp://127.0.0.2:{port}/", "gopher://127.0.0.2:{port}/_GET", "dict://127.0.0.2:{port}/info",
            "ldap://127.0.0.2:{port}/", "tftp://127.0.0.2/", "ws://127.0.0.2:{port}/", "wss://127.0.0.2:{port}/", "net.tcp://127.0.0.2:{port}/", "net.pipe://localhost/pipe", "unix:///var/run/docker.sock",
            "http+unix://%2Fvar%2Frun%2Fdocker.sock/", "jar:http://127.0.0.2:{port}!/", "data:text/plain,x", "javascript:fetch('http://127.0.0.2')", "\\\\127.0.0.2\\share",
        },
    ];

    private static readonly string[] AnswerTexts =
    [
        .. ForbiddenAddresses.Literal,
        .. ForbiddenAddresses.Literal.Select((address, i) => i % 2 == 0 ? $"{PublicAddress} {address}" : $"{address} {PublicAddress}"),
        "::ffff:127.0.0.2", "::ffff:169.254.169.254", "127.0.0.1 127.0.0.2", "127.0.0.2 127.0.0.1", "127.0.0.1 ::1", $"{PublicAddress} 127.0.0.1 127.0.0.2",
    ];

    public static IEnumerable<object[]> Urls => UrlTexts.Distinct().Select(text => new object[] { text });

    public static IEnumerable<object[]> Answers => AnswerTexts.Select(text => new object[] { text });

    public static IEnumerable<object[]> Redirects =>
        from status in new[] { 300, 301, 302, 303, 304, 305, 307, 308 }
        from location in new[]
        {
            "http://127.0.0.2:{port}/", "http://2130706434:{port}/", "http://0x7f000002:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.2]:{port}/",
            "http://localhost:{port}/", "//127.0.0.2:{port}/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://receiver.example@127.0.0.2:{port}/",
        }
        select new object[] { status, location };

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task Send_AddressInTheUrl_ReachesNothing(string url)
    {
        var result = await SsrfBench.SendAsync(Here(url), new ScriptedResolver(Name, PublicAddress));

        // A spelling that is an address to nobody cannot be looked up.
        Assert.True(IsRefused(result) || (result.Status == 0 && IsNoName(result.Error)), $"{result.Status} {result.Error}");
        Assert.Equal(0, bench.Reached);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Send_NameThatLeadsThere_IsRefused(string addresses)
    {
        // A public address is refused at the port of the traps for that port alone, so its company comes through a usual one.
        var url = addresses.Contains(PublicAddress, StringComparison.Ordinal) ? $"http://{Name}/" : Here($"http://{Name}:{{port}}/");

        var result = await SsrfBench.SendAsync(url, new ScriptedResolver(Name, addresses));

        Assert.True(IsRefused(result), $"{result.Status} {result.Error}");
        Assert.Equal(0, bench.Reached);
    }

    /// <summary>A name that answers something else the second time: what was checked is what is connected to, and it is asked once.</summary>
    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.2")]
    [InlineData("127.0.0.2 ::1")]
    [InlineData("169.254.169.254")]
    public async Task Send_NameThatChangesBetweenCheckAndConnect_ReachesWhatWasChecked(string then)
    {
        var resolver = new ScriptedResolver(Name, "127.0.0.1", then);
        bench.Allowed.Answer = (_, _) => Task.CompletedTask;

        var result = await SsrfBench.SendAsync(Here($"http://{Name}:{{port}}/hook"), resolver);

        Assert.Equal(200, result.Status);
        Assert.Equal(1, resolver.Lookups);
        Assert.Equal(0, bench.Reached);
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    [InlineData("127.0.0.1 127.0.0.2")]
    [InlineData("169.254.169.254")]
    public async Task Send_NameThatChangesBetweenAttempts_IsCheckedAgain(string then)
    {
        var resolver = new ScriptedResolver(Name, "127.0.0.1", then);
        bench.Allowed.Answer = (_, _) => Task.CompletedTask;

        var first = await SsrfBench.SendAsync(Here($"http://{Name}:{{port}}/hook"), resolver);
        var second = await SsrfBench.SendAsync(Here($"http://{Name}:{{port}}/hook"), resolver);

        Assert.Equal(200, first.Status);
        Assert.True(IsRefused(second), $"{second.Status} {second.Error}");
        Assert.Equal(0, bench.Reached);
    }

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task Send_ReceiverThatPointsElsewhere_IsNotFollowed(int status, string location)
    {
        var before = bench.Allowed.Calls.Count;
        bench.Allowed.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = Here(location);
            context.Response.Headers.ContentLocation = Here(location);
            context.Response.Headers["Refresh"] = $"0; url={Here(location)}";
            context.Response.Headers.AltSvc = $"h2=\"127.0.0.2:{bench.Port}\", h3=\"127.0.0.2:{bench.Port}\"";
            return Task.CompletedTask;
        };

        var result = await SsrfBench.SendAsync(bench.Allowed.Address.ToString(), new ScriptedResolver(Name, PublicAddress));

        Assert.Equal(status, result.Status);
        Assert.False(result.IsSuccess);
        Assert.False(result.MayPass);
        Assert.Equal(1, bench.Allowed.Calls.Count - before);
        Assert.Equal(0, bench.Reached);
    }

    /// <summary>The traps are where they are said to be: without this, that nothing reached them would say nothing.</summary>
    [Fact]
    public async Task Bench_WhoIsLetThrough_ReachesTheForbidden()
    {
        var own = new SsrfBench();
        await own.InitializeAsync();
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Parse("127.0.0.2"), own.Port);

            Assert.Equal(1, own.Reached);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [Fact]
    public void Vectors_AllTogether_AreMoreThanThreeHundred() =>
        Assert.True(Urls.Count() + Answers.Count() + Redirects.Count() >= 300, $"{Urls.Count()} {Answers.Count()} {Redirects.Count()}");

    // Not for its port alone: the networks that it leads into are named, or its text was no address of a webhook.
    private static bool IsRefused(AttemptResult result) =>
        result.Refused && (result.Error.Contains(" leads into ", StringComparison.Ordinal) || result.Error == SsrfBench.NotSaved);

    private static bool IsNoName(string error) => error == new SocketException((int)SocketError.HostNotFound).Message;

    private string Here(string url) => url.Replace("{port}", bench.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
