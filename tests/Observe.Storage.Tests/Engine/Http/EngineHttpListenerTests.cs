using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Observe.Storage.Engine.Http;

namespace Observe.Storage.Tests.Engine.Http;

/// <summary>The HTTP interface as <c>Observe:Storage:HttpUrl</c> offers it: read-only.</summary>
public sealed class EngineHttpListenerTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime, IDisposable
{
    private EngineHttpListener _listener = null!;
    private readonly HttpClient _client = new();

    public async Task InitializeAsync()
    {
        _listener = await EngineHttpListener.StartAsync(
            EngineFixture.Engine, new EngineHttpOptions(new IPEndPoint(IPAddress.Loopback, 0), User: "ada", Password: "secret"), default);
        _client.BaseAddress = _listener.Address;
        _client.DefaultRequestHeaders.Authorization = Basic("ada:secret");
    }

    public async Task DisposeAsync() => await _listener.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Get_Query_AnswersTabSeparated()
    {
        using var answer = await _client.GetAsync(new Uri("?query=" + Uri.EscapeDataString("SELECT number, 'a\tb' FROM numbers(2)"), UriKind.Relative));

        Assert.Equal("0\ta\\tb\n1\ta\\tb\n", await answer.Content.ReadAsStringAsync());
        Assert.Equal("TabSeparated", Header(answer, "X-ClickHouse-Format"));
        Assert.Equal("text/tab-separated-values", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("read_rows", Header(answer, "X-ClickHouse-Summary"), StringComparison.Ordinal);
        Assert.NotEmpty(Header(answer, "X-ClickHouse-Query-Id"));
    }

    [Theory]
    [InlineData("", "SELECT 1 AS a FORMAT JSONEachRow", "{\"a\":1}\n")]
    [InlineData("?default_format=JSONEachRow", "SELECT 1 AS a", "{\"a\":1}\n")]
    [InlineData("?default_format=JSONEachRow", "SELECT 1 AS a FORMAT CSV", "1\n")]
    [InlineData("?query=SELECT%202", "", "2\n")]
    [InlineData("?query=SELECT%202%2B", "3", "5\n")]
    [InlineData("?param_x=it%27s", "SELECT {x:String}", "it\\'s\n")]
    [InlineData("?database=system", "SELECT count() > 0 FROM numbers(1) WHERE currentDatabase() = 'system'", "1\n")]
    [InlineData("", "-- a comment\n(SELECT ';' AS a) -- another; comment", ";\n")]
    [InlineData("", "SELECT 4;", "4\n")]
    [InlineData("?max_execution_time=1&max_block_size=1", "SELECT 3", "3\n")]
    public async Task Post_Statement_IsAnswered(string address, string body, string expected) =>
        Assert.Equal((HttpStatusCode.OK, expected), await PostAsync(address, body));

    [Theory]
    [InlineData("SELECT (1", 400, 62)]
    [InlineData("SELECT * FROM nowhere_at_all", 404, 60)]
    [InlineData("CREATE TABLE default.x (a UInt8) ENGINE = Memory", 500, 164)]
    [InlineData("INSERT INTO schema_versions (number, name) VALUES (9999, 'x')", 500, 164)]
    [InlineData("SET readonly = 0", 500, 164)]
    [InlineData("SELECT 1; SELECT 2", 500, 164)]
    [InlineData("USE system", 500, 164)]
    [InlineData("/* SELECT */ DROP TABLE spans", 500, 164)]
    [InlineData("SELECT 1 into/**/outfile 'x.csv'", 500, 164)]
    [InlineData("SELECT 1 SETTINGS max_execution_time = 1000", 500, 164)]
    [InlineData("SELECT * FROM file('/etc/passwd', 'CSV', 'a String')", 500, 164)]
    [InlineData("EXPLAIN SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')", 500, 164)]
    public async Task Post_StatementThatIsRefused_SaysTheCodeAndTheText(string sql, int status, int code)
    {
        using var content = new StringContent(sql);
        using var answer = await _client.PostAsync(new Uri($"?database={fixture.Database.Name}", UriKind.Relative), content);

        Assert.Equal((status, $"{code}"), ((int)answer.StatusCode, Header(answer, "X-ClickHouse-Exception-Code")));
        Assert.StartsWith($"Code: {code}.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await fixture.Database.QueryAsync("SELECT 1 FROM schema_versions WHERE number = 9999", null, row => 1, default));
    }

    [Fact]
    public async Task Post_RowsOfAnInsert_AreRefused()
    {
        var insert = Uri.EscapeDataString("INSERT INTO schema_versions (number, name) FORMAT TabSeparated");

        var (status, text) = await PostAsync($"?database={fixture.Database.Name}&query={insert}", "7\tx\n");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("readonly", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("ada:wrong")]
    [InlineData("eve:secret")]
    [InlineData("")]
    public async Task Post_WithoutThePassword_IsRefused(string credentials)
    {
        _client.DefaultRequestHeaders.Authorization = credentials.Length == 0 ? null : Basic(credentials);

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("", "SELECT 1")).Status);
    }

    [Fact]
    public async Task Post_CredentialsInClickHouseHeaders_AreTaken()
    {
        _client.DefaultRequestHeaders.Authorization = null;
        _client.DefaultRequestHeaders.Add("X-ClickHouse-User", "ada");
        _client.DefaultRequestHeaders.Add("X-ClickHouse-Key", "secret");

        Assert.Equal((HttpStatusCode.OK, "1\n"), await PostAsync("", "SELECT 1"));
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "http://evil.example")]
    public async Task Post_FromAWebPage_IsRefused(string header, string value)
    {
        _client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("", "SELECT 1")).Status);
    }

    [Fact]
    public async Task Post_Session_IsRefused() =>
        Assert.Equal(HttpStatusCode.NotImplemented, (await PostAsync("?session_id=1", "SELECT 1")).Status);

    [Fact]
    public async Task Get_Ping_IsOk()
    {
        using var answer = await _client.GetAsync(new Uri("ping", UriKind.Relative));

        Assert.Equal("Ok.\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_GzipBothWays_IsRead()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("SELECT repeat('a', 10000)"u8);
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, "?enable_http_compression=1") { Content = new ByteArrayContent(packed.ToArray()) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));

        using var answer = await _client.SendAsync(request);
        await using var unpacked = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal(10_001, (await reader.ReadToEndAsync()).Length);
    }

    [Fact]
    public async Task StartAsync_AddressThatOthersReach_IsRefused() => await Assert.ThrowsAsync<ArgumentException>(
        () => EngineHttpListener.StartAsync(EngineFixture.Engine, new EngineHttpOptions(new IPEndPoint(IPAddress.Any, 0)), default));

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string address, string body)
    {
        using var content = new StringContent(body);
        using var answer = await _client.PostAsync(new Uri(address, UriKind.Relative), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static AuthenticationHeaderValue Basic(string credentials) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? values.First() : "";
}
