using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Observe.Server.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Server.Tests.Security;

/// <summary>People with roles on a server that has an administrator in its options.</summary>
public sealed class AccountsTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync([.. RunningServer.WithAdministrator]);
        _admin = _server.AsAdministrator();
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("viewer", HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, "editor")]
    [InlineData("editor", HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.Forbidden, "admin")]
    [InlineData("admin", HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK, "")]
    public async Task Role_OfAPerson_OpensWhatItSays(string role, HttpStatusCode read, HttpStatusCode edit, HttpStatusCode administer, string lacks)
    {
        using var person = await Person.JoinAsync(_server, _admin, "Bo", role);

        Assert.Equal(read, (await person.Client.GetAsync("/api/v1/traces")).StatusCode);
        using var edited = await person.Client.PostAsJsonAsync("/api/v1/alerts/rules", new { name = "" });
        Assert.Equal(edit, edited.StatusCode);
        using var keys = await person.Client.GetAsync("/api/v1/keys");
        Assert.Equal(administer, keys.StatusCode);
        Assert.Equal(administer, (await person.Client.GetAsync("/api/v1/users")).StatusCode);
        if (lacks.Length > 0)
        {
            using var refused = lacks == "editor" ? edited : keys;
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(lacks, problem.GetProperty("requiredRole").GetString());
            Assert.Contains($"yours is {role}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Invitation_Accepted_IsGoodOnceAndNeverStoredOrListed()
    {
        using var added = await _admin.PostAsJsonAsync("/api/v1/users", new { name = "Bo@example.com", role = "viewer" });
        Assert.True(added.Headers.CacheControl?.NoStore);
        var link = (await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("invitation").GetString()!;
        var token = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..];
        using var first = new Person(_server.Address);
        using var second = new Person(_server.Address);

        using var tooShort = await first.AcceptAsync(link, "short");
        Assert.Equal(HttpStatusCode.BadRequest, tooShort.StatusCode);
        using var accepted = await first.AcceptAsync(link);
        Assert.Equal(HttpStatusCode.Found, accepted.StatusCode);
        using var again = await second.AcceptAsync(link, "another password");
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);

        var list = await (await _admin.GetAsync("/api/v1/users")).Content.ReadAsStringAsync();
        Assert.Contains("\"name\":\"Bo@example.com\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain(token, list, StringComparison.Ordinal);
        Assert.DoesNotContain("argon2", list, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Documents.Bodies, body => body.Contains(token, StringComparison.Ordinal) || body.Contains(Person.Password, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Found, (await second.SignInAsync("bo@EXAMPLE.com")).StatusCode);
    }

    [Theory]
    [InlineData("Bo", "owner", "role")]
    [InlineData("a b", "viewer", "name")]
    [InlineData("<script>", "viewer", "name")]
    public async Task Post_BadUser_NamesTheField(string name, string role, string field)
    {
        using var response = await _admin.PostAsJsonAsync("/api/v1/users", new { name, role });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"{field}\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bo")]
    [InlineData("ROOT")]
    public async Task Post_NameThatIsTaken_IsAConflict(string name)
    {
        using var first = await _admin.PostAsJsonAsync("/api/v1/users", new { name = "Bo", role = "viewer" });

        using var second = await _admin.PostAsJsonAsync("/api/v1/users", new { name, role = "viewer" });

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Fact]
    public async Task Put_DisabledUser_EndsSessionBasicAndCircuitAtOnce()
    {
        using var person = await Person.JoinAsync(_server, _admin, "bo", "editor");
        using var program = _server.Client();
        program.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"bo:{Person.Password}")));
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/traces")).StatusCode);
        using var circuit = await OpenCircuitAsync(person);

        using var disabled = await _admin.PutAsJsonAsync("/api/v1/users/bo", new { role = "editor", disabled = true });

        Assert.Equal(HttpStatusCode.OK, disabled.StatusCode);
        await AssertEndsAsync(circuit);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.SignInAsync("bo")).StatusCode);
    }

    [Fact]
    public async Task Post_OwnPassword_TakesThePresentOneAndEndsTheOtherSessions()
    {
        using var person = await Person.JoinAsync(_server, _admin, "bo", "viewer");
        using var elsewhere = new Person(_server.Address);
        await elsewhere.SignInAsync("bo");
        Task<HttpResponseMessage> ChangeAsync(string present, string password, string? again = null) =>
            person.PostAsync("/password", "/password", ("present", present), ("password", password), ("again", again ?? password));

        Assert.Equal(HttpStatusCode.Unauthorized, (await ChangeAsync("a wrong password", "another long one")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ChangeAsync(Person.Password, Person.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ChangeAsync(Person.Password, "another long one", "another long two")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await ChangeAsync(Person.Password, "another long one")).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await person.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.SignInAsync("bo")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await elsewhere.SignInAsync("bo", "another long one")).StatusCode);
        Assert.Equal([true, false], _server.Audit.Rows.Where(row => row.Action == AuditActions.ChangePassword).Select(row => row.IsRefused));
    }

    [Fact]
    public async Task Get_PasswordOfTheOptionsAdministrator_SaysWhereItStands() =>
        Assert.Contains("stands in the options", await (await _admin.GetAsync("/password")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

    [Theory]
    [InlineData("disabled")]
    [InlineData("signed out")]
    [InlineData("revoked")]
    public async Task Tail_CallerWhoMayNoMore_Ends(string how)
    {
        using var person = await Person.JoinAsync(_server, _admin, "bo", "viewer");
        using var added = await _admin.PostAsJsonAsync("/api/v1/keys", new { name = "program", scopes = new[] { "read" } });
        var key = await added.Content.ReadFromJsonAsync<JsonElement>();
        using var program = _server.Client();
        program.DefaultRequestHeaders.Add("x-api-key", key.GetProperty("key").GetString());
        using var tail = await (how == "revoked" ? program : person.Client).GetAsync("/api/v1/tail", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, tail.StatusCode);
        // A reading of the accounts leaves alone whoever still may.
        await _server.Accounts.RefreshAsync(CancellationToken.None);
        await using var stream = await tail.Content.ReadAsStreamAsync();
        Assert.True(await stream.ReadAsync(new byte[16]) > 0);

        switch (how)
        {
            case "disabled":
                await _admin.PutAsJsonAsync("/api/v1/users/bo", new { role = "viewer", disabled = true });
                break;
            case "signed out":
                await person.Client.PostAsync("/sign-out", null);
                break;
            default:
                await _admin.DeleteAsync($"/api/v1/keys/{key.GetProperty("id").GetString()}");
                await _server.Accounts.RefreshAsync(CancellationToken.None);
                break;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null, limit.Token));
    }

    [Fact]
    public async Task Put_AnotherRole_EndsTheSessionsOfTheOldOne()
    {
        using var person = await Person.JoinAsync(_server, _admin, "bo", "admin");
        using var circuit = await OpenCircuitAsync(person);

        await _admin.PutAsJsonAsync("/api/v1/users/bo", new { role = "viewer", disabled = false });

        // The only admin account: it stays one.
        Assert.Equal(HttpStatusCode.OK, (await person.Client.GetAsync("/api/v1/users")).StatusCode);
        using var other = await Person.JoinAsync(_server, _admin, "cy", "admin");
        await _admin.PutAsJsonAsync("/api/v1/users/bo", new { role = "viewer", disabled = false });

        await AssertEndsAsync(circuit);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.Client.GetAsync("/api/v1/users")).StatusCode);
    }

    [Fact]
    public async Task Post_SignOut_EndsTheCircuitAndACopyOfTheCookieButNoOtherSession()
    {
        using var person = await Person.JoinAsync(_server, _admin, "bo", "viewer");
        using var elsewhere = new Person(_server.Address);
        await elsewhere.SignInAsync("bo");
        using var thief = new Person(_server.Address);
        thief.Cookies.Add(person.Cookies.GetAllCookies());
        Assert.Equal(HttpStatusCode.OK, (await thief.Client.GetAsync("/api/v1/traces")).StatusCode);
        using var circuit = await OpenCircuitAsync(person);

        await person.Client.PostAsync("/sign-out", null);

        await AssertEndsAsync(circuit);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.Client.GetAsync("/api/v1/traces")).StatusCode);
    }

    [Fact]
    public async Task Post_NewLink_EndsThePasswordAndTheSessions()
    {
        using var person = await Person.JoinAsync(_server, _admin, "bo", "viewer");

        using var response = await _admin.PostAsync("/api/v1/users/bo/invitation", null);
        var link = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("invitation").GetString()!;

        Assert.Equal(HttpStatusCode.Unauthorized, (await person.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.SignInAsync("bo")).StatusCode);
        using var accepted = await person.AcceptAsync(link, "a newer password");
        Assert.Equal(HttpStatusCode.OK, (await person.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.PostAsync("/api/v1/users/nobody/invitation", null)).StatusCode);
    }

    /// <summary>A connection as the page's script makes it, its handshake done.</summary>
    private async Task<ClientWebSocket> OpenCircuitAsync(Person person)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = person.Cookies;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new UriBuilder(_server.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, limit.Token);
        await socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, limit.Token);
        var answer = await socket.ReceiveAsync(new byte[100], limit.Token);
        Assert.Equal(3, answer.Count);
        return socket;
    }

    private static async Task AssertEndsAsync(ClientWebSocket socket)
    {
        // Less than the time after which the server gives up a connection that says nothing.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(new byte[100], limit.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    throw new WebSocketException();
                }
            }
        });
    }
}
