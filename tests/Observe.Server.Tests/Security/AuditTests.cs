using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Server.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Server.Tests.Security;

public sealed class AuditTests : IAsyncLifetime
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

    [Fact]
    public async Task Record_WhatPeopleDo_SaysWhoFromWhereWhatAndToWhat()
    {
        using var person = await Person.JoinAsync(_server, _admin, "bo", "viewer");
        await person.Client.PostAsync("/sign-out", null);
        await person.SignInAsync("bo", "a wrong password");
        await person.SignInAsync("bo");
        await person.Client.DeleteAsync("/api/v1/alerts/rules/r1");
        using var key = await _admin.PostAsJsonAsync("/api/v1/keys", new { name = "shop", scopes = new[] { "ingest" } });
        var keyId = (await key.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await _admin.DeleteAsync($"/api/v1/keys/{keyId}");
        await _admin.PutAsJsonAsync("/api/v1/users/bo", new { role = "editor", disabled = true });

        Assert.Equal(
            [
                "root basic user.add ok bo viewer",
                "bo session invitation.accept ok  ",
                "bo session sign-out ok  ",
                "bo none sign-in refused  ",
                "bo session sign-in ok  ",
                "bo session access refused DELETE /api/v1/alerts/rules/r1 403",
                $"root basic key.add ok {keyId} shop: ingest",
                $"root basic key.revoke ok {keyId} ",
                "root basic user.change ok bo editor, disabled",
            ],
            _server.Audit.Rows.Select(row => $"{row.Actor} {row.Kind} {row.Action} {(row.IsRefused ? "refused" : "ok")} {row.Object} {row.Detail}"));
        Assert.All(_server.Audit.Rows, row => Assert.Equal("127.0.0.1", row.Address.Replace("::ffff:", "", StringComparison.Ordinal)));
        Assert.Equal(_server.Audit.Rows.Count, _server.Audit.Rows.Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public async Task Record_WhatDidNotHappen_IsNone()
    {
        await _admin.PostAsJsonAsync("/api/v1/alerts/rules", new { name = "" });
        await _admin.DeleteAsync("/api/v1/keys/none");
        await _admin.GetAsync("/api/v1/keys");
        using var stranger = _server.Client();
        await stranger.GetAsync("/api/v1/traces");

        Assert.Empty(_server.Audit.Rows);
        stranger.DefaultRequestHeaders.Add("x-api-key", "obs_guessed");
        await stranger.GetAsync("/api/v1/traces");

        Assert.Equal(("none", true, "GET /api/v1/traces"), _server.Audit.Rows.Select(row => (row.Kind, row.IsRefused, row.Object)).Single());
        Assert.DoesNotContain("obs_guessed", JsonSerializer.Serialize(_server.Audit.Rows), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text/csv", "at,actor,kind,address,action,outcome,object,detail\r\n")]
    [InlineData("?format=jsonl", "application/x-ndjson", "{\"at\":")]
    public async Task Export_Rows_AreAFileOfOneLineEach(string query, string type, string start)
    {
        await _server.Audit.AppendAsync(Row("=cmd|' /C calc'!A0"), CancellationToken.None);
        await _server.Audit.AppendAsync(Row("two\r\nlines"), CancellationToken.None);

        using var response = await _admin.GetAsync("/api/v1/audit/export" + query);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(start, text, StringComparison.Ordinal);
        if (type == "text/csv")
        {
            Assert.Contains("\"'=cmd|' /C calc'!A0\"", text, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(2, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }
        Assert.Equal(AuditActions.Export, _server.Audit.Rows[^1].Action);
    }

    [Theory]
    [InlineData("?action=nothing", "action")]
    [InlineData("?outcome=maybe", "outcome")]
    [InlineData("/export?format=xml", "format")]
    public async Task Get_BadParameter_IsNamed(string query, string parameter)
    {
        using var response = await _admin.GetAsync("/api/v1/audit" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(parameter, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task Get_Filter_IsPassedOn()
    {
        await _admin.PostAsJsonAsync("/api/v1/users", new { name = "bo", role = "viewer" });
        await _server.Audit.AppendAsync(Row("bo") with { IsRefused = true }, CancellationToken.None);

        var body = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?outcome=refused&actor=bo");

        Assert.Equal("access", Assert.Single(body.GetProperty("items").EnumerateArray().ToList()).GetProperty("action").GetString());
    }

    private static AuditRow Row(string actor) => new() { At = TimeProvider.System.GetUtcNow(), Actor = actor, Kind = "none", Address = "", Action = AuditActions.Access };
}
