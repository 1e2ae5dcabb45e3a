using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Observe.Server.Security;
using Observe.Server.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Server.Tests.Security;

/// <summary>On loopback without an administrator: open to this machine until somebody can administer.</summary>
public sealed class OpenAccessTests : IAsyncLifetime
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
    public async Task Get_NobodyCanAdminister_EverythingIsOpenAndTheFormLeadsHome()
    {
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/api/v1/keys")).StatusCode);
        using var form = await _client.GetAsync("/sign-in");

        Assert.Equal("/", form.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Accept_FirstAdmin_ClosesTheDoorForOthers()
    {
        using var viewer = await Person.JoinAsync(_server, _client, "bo", "viewer");
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/api/v1/keys")).StatusCode);

        using var admin = await Person.JoinAsync(_server, _client, "ada", "admin");

        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.Client.GetAsync("/api/v1/keys")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await viewer.Client.GetAsync("/api/v1/traces")).StatusCode);
        using var last = await admin.Client.PutAsJsonAsync("/api/v1/users/ada", new { role = "admin", disabled = true });
        Assert.Equal(HttpStatusCode.Conflict, last.StatusCode);
    }

    [Fact]
    public void IsOpen_AccountsNotRead_IsFalse()
    {
        var settings = _server.Provider.GetRequiredService<RequestGuardSettings>();
        var unread = new AccountRing(_server.Provider.GetRequiredService<AccountStore>());

        Assert.False(new AccessState(settings, unread).IsOpen);
        Assert.True(new AccessState(settings, _server.Accounts).IsOpen);
    }
}
