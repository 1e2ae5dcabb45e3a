using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Observe.Server.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Server.Tests.Api;

/// <summary>Rules and silences over the API of a server with an administrator.</summary>
public sealed class AlertsApiTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private HttpClient _administrator = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync("--Observe:Security:AdminUser=ada", "--Observe:Security:AdminPassword=correct horse");
        _administrator = _server.Client();
        _administrator.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:correct horse")));
    }

    public async Task DisposeAsync()
    {
        _administrator.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Post_RuleOfAnyType_IsAnsweredAsItIsKept()
    {
        var rule = await PostAsync(
            "rules", new { name = "deaths", type = "deaths", function = "*", threshold = 3, window = "10m", groupWait = "0s", repeatInterval = "12h" }, HttpStatusCode.Created);

        Assert.Equal(("deaths", "*", 3.0), (Text(rule, "type"), Text(rule, "function"), rule.GetProperty("threshold").GetDouble()));
        Assert.Equal(("0s", "5m", "12h"), (Text(rule, "groupWait"), Text(rule, "groupInterval"), Text(rule, "repeatInterval")));
    }

    [Theory]
    [InlineData("type", "{\"type\":\"vibes\",\"threshold\":0.1}")]
    [InlineData("threshold", "{\"type\":\"error_rate\",\"threshold\":1}")]
    [InlineData("threshold", "{\"type\":\"deaths\",\"threshold\":-1}")]
    [InlineData("threshold", "{\"type\":\"silence\",\"threshold\":1}")]
    [InlineData("objective", "{\"type\":\"slo_burn_rate\",\"threshold\":1,\"objective\":1}")]
    [InlineData("objective", "{\"type\":\"deaths\",\"threshold\":1,\"objective\":0.99}")]
    [InlineData("noData", "{\"type\":\"new_exception\",\"threshold\":0,\"noData\":\"keep\"}")]
    [InlineData("function", "{\"type\":\"advice\",\"function\":\"*\",\"threshold\":0}")]
    [InlineData("threshold", "{\"type\":\"advice\",\"threshold\":1}")]
    [InlineData("noData", "{\"type\":\"advice\",\"threshold\":0,\"noData\":\"keep\"}")]
    [InlineData("interval", "{\"type\":\"advice\",\"threshold\":0,\"interval\":\"30s\"}")]
    [InlineData("function", "{\"type\":\"queue_lag_p95\",\"function\":\"*\",\"threshold\":1}")]
    [InlineData("groupInterval", "{\"threshold\":0.1,\"groupInterval\":\"0s\"}")]
    [InlineData("repeatInterval", "{\"threshold\":0.1,\"repeatInterval\":\"1m\"}")]
    public async Task Post_RuleThatCannotBe_NamesTheField(string field, string rule)
    {
        var whole = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(rule)!;
        whole.TryAdd("name", JsonSerializer.SerializeToElement("rule"));
        whole.TryAdd("function", JsonSerializer.SerializeToElement("checkout"));

        var problem = await PostAsync("rules", whole, HttpStatusCode.BadRequest);

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Post_Backtest_SaysWhenItWouldHaveFiredAndSavesNothing()
    {
        var result = await PostAsync("rules/backtest?from=now-3h", new { name = "silent", type = "silence", function = "nobody", threshold = 0, window = "10m" }, HttpStatusCode.OK);

        Assert.Equal((1, "1m", ""), (result.GetProperty("fired").GetInt32(), Text(result, "step"), Text(result, "approximation")));
        var period = Assert.Single(result.GetProperty("periods").EnumerateArray());
        Assert.Equal(("nobody", JsonValueKind.Null), (Text(period.GetProperty("labels"), "function"), period.GetProperty("resolvedAt").ValueKind));
        Assert.Empty((await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/rules")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("shorter than the interval", "?from=2026-11-23T03:00:10Z&to=2026-11-23T03:00:20Z", "deaths")]
    [InlineData("from", "?from=now-40d", "deaths")]
    [InlineData("from", "?from=now&to=now-1h", "deaths")]
    [InlineData("is not kept", "?from=now-3h", "advice")]
    public async Task Post_BacktestThatCannotBe_SaysWhy(string what, string query, string type)
    {
        var problem = await PostAsync("rules/backtest" + query, new { name = "rule", type, function = "checkout", threshold = 0 }, HttpStatusCode.BadRequest);

        Assert.Contains(what, problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_RuleOfASearch_IsAnsweredAsItIsKept()
    {
        var rule = await PostAsync(
            "rules",
            new { name = "slow", type = "search", signal = "spans", query = "name = order", measure = "percentile", percentile = 99, groupBy = new[] { "service" }, threshold = 2 },
            HttpStatusCode.Created);

        Assert.Equal(("spans", "name = order", "percentile", "duration"), (Text(rule, "signal"), Text(rule, "query"), Text(rule, "measure"), Text(rule, "field")));
        Assert.Equal((99, "service", JsonValueKind.Null), (rule.GetProperty("percentile").GetDouble(), rule.GetProperty("groupBy")[0].GetString(), rule.GetProperty("part").ValueKind));
    }

    [Theory]
    [InlineData("query", "{\"type\":\"search\",\"query\":\"service =\",\"threshold\":1}")]
    [InlineData("measure", "{\"type\":\"search\",\"measure\":\"mean\",\"threshold\":1}")]
    [InlineData("signal", "{\"type\":\"log_match\",\"signal\":\"spans\",\"threshold\":1}")]
    [InlineData("query", "{\"type\":\"deaths\",\"query\":\"service = a\",\"function\":\"a\",\"threshold\":1}")]
    public async Task Post_RuleOfASearchThatCannotBe_NamesTheField(string field, string rule)
    {
        var whole = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(rule)!;
        whole["name"] = JsonSerializer.SerializeToElement("rule");

        var problem = await PostAsync("rules", whole, HttpStatusCode.BadRequest);

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Change_WhatIsProvisioned_IsRefusedAndNamesTheFile()
    {
        var rule = new AlertRule { Id = "r1", Name = "from a file", Function = "payments", Threshold = 0.1, ProvisionedFrom = "night.yaml" };
        await new AlertRuleStore(_server.Documents).PutAsync(rule, CancellationToken.None);

        using var put = await _administrator.PutAsJsonAsync("/api/v1/alerts/rules/r1", new { name = "mine", function = "payments", threshold = 0.2 });
        using var delete = await _administrator.DeleteAsync("/api/v1/alerts/rules/r1");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (put.StatusCode, delete.StatusCode));
        Assert.Contains("provisioned from night.yaml", await put.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("night.yaml", Text(await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/rules/r1"), "provisionedFrom"));
        Assert.Empty((await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/provisioning")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Change_WebhookOfAFile_IsRefusedButEnabling()
    {
        var store = new WebhookStore(_server.Documents, new EphemeralDataProtectionProvider(), TimeProvider.System);
        var webhook = new Webhook { Id = "w1", Name = "pager", Url = "https://pager.example/", ProvisionedFrom = "night.yaml" };
        await store.PutAsync(webhook, [WebhookStore.SecretPrefix + Convert.ToBase64String(new byte[32])], CancellationToken.None);

        using var other = await _administrator.PutAsJsonAsync("/api/v1/alerts/webhooks/w1", new { name = "pager", url = "https://other.example/" });
        using var rotate = await _administrator.PostAsJsonAsync("/api/v1/alerts/webhooks/w1/secret", new { });
        using var delete = await _administrator.DeleteAsync("/api/v1/alerts/webhooks/w1");
        using var disable = await _administrator.PutAsJsonAsync("/api/v1/alerts/webhooks/w1", new { name = "pager", url = "https://pager.example/", enabled = false });

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict), (other.StatusCode, rotate.StatusCode, delete.StatusCode));
        Assert.Contains("provisioned from night.yaml", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, disable.StatusCode);
        Assert.Equal("night.yaml", Text(await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/webhooks/w1"), "provisionedFrom"));
    }

    [Fact]
    public async Task Post_ServerlessPack_AddsWhatIsNotThere()
    {
        var offered = (await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/packs/serverless")).GetProperty("items");

        var first = await PostAsync("packs/serverless", new { }, HttpStatusCode.OK);
        var second = await PostAsync("packs/serverless", new { }, HttpStatusCode.OK);
        await PostAsync("packs/serverless", new { webhookIds = new[] { "nobody" } }, HttpStatusCode.OK);

        Assert.Equal(offered.GetArrayLength(), first.GetProperty("items").GetArrayLength());
        Assert.Empty(second.GetProperty("items").EnumerateArray());
        var rules = (await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/rules")).GetProperty("items");
        Assert.Equal(offered.EnumerateArray().Select(rule => Text(rule, "name")).Order(), rules.EnumerateArray().Select(rule => Text(rule, "name")).Order());
    }

    [Fact]
    public async Task Post_ServerlessPackForAWebhookThatIsNotThere_NamesTheField()
    {
        var problem = await PostAsync("packs/serverless", new { webhookIds = new[] { "nobody" } }, HttpStatusCode.BadRequest);

        Assert.Equal("webhookIds", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Silence_FromItsBeginningToItsEnd_SaysWhoWhyAndWhere()
    {
        var silence = await PostAsync(
            "silences", new { matchers = new[] { new { label = "function", @operator = "=~", value = "check.*" } }, duration = "2h", reason = "a deploy" }, HttpStatusCode.Created);
        Assert.Equal(("active", "ada", "a deploy"), (Text(silence, "state"), Text(silence, "author"), Text(silence, "reason")));
        Assert.Equal("check.*", Text(silence.GetProperty("matchers")[0], "value"));

        var address = $"/api/v1/alerts/silences/{Text(silence, "id")}";
        Assert.Equal(HttpStatusCode.NoContent, (await _administrator.DeleteAsync(address)).StatusCode);
        Assert.Equal("expired", Text(Assert.Single((await ListAsync()).EnumerateArray()), "state"));
        Assert.Equal(HttpStatusCode.NoContent, (await _administrator.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _administrator.DeleteAsync(address)).StatusCode);
        Assert.Empty((await ListAsync()).EnumerateArray());
    }

    [Fact]
    public async Task Put_Silence_ChangesItsEndUnlessSomebodyElseDid()
    {
        var matchers = new[] { new { label = "function", value = "checkout" } };
        var silence = await PostAsync("silences", new { matchers, duration = "2h", reason = "a deploy" }, HttpStatusCode.Created);
        var address = $"/api/v1/alerts/silences/{Text(silence, "id")}";
        using var stale = new HttpRequestMessage(HttpMethod.Put, address) { Content = JsonContent.Create(new { matchers, duration = "8h", reason = "late" }) };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"7\"");

        using var changed = await _administrator.PutAsJsonAsync(address, new { matchers, startsAt = Text(silence, "startsAt"), duration = "4h", reason = "a longer deploy" });

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await _administrator.SendAsync(stale)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var now = Assert.Single((await ListAsync()).EnumerateArray());
        Assert.Equal("a longer deploy", Text(now, "reason"));
        Assert.Equal(TimeSpan.FromHours(4), now.GetProperty("endsAt").GetDateTimeOffset() - now.GetProperty("startsAt").GetDateTimeOffset());
        Assert.Equal(HttpStatusCode.NotFound, (await _administrator.PutAsJsonAsync("/api/v1/alerts/silences/nobody", new { matchers, duration = "4h", reason = "x" })).StatusCode);
    }

    [Theory]
    [InlineData("matchers", "{\"duration\":\"2h\",\"reason\":\"x\"}")]
    [InlineData("matchers", "{\"matchers\":[null],\"duration\":\"2h\",\"reason\":\"x\"}")]
    [InlineData("matchers", "{\"matchers\":[{\"label\":\"function\",\"operator\":\"=~\",\"value\":\"(\"}],\"duration\":\"2h\",\"reason\":\"x\"}")]
    [InlineData("matchers", "{\"matchers\":[{\"label\":\"function\",\"operator\":\"=~\",\"value\":\".*\"}],\"duration\":\"2h\",\"reason\":\"x\"}")]
    [InlineData("reason", "{\"matchers\":[{\"label\":\"function\",\"value\":\"a\"}],\"duration\":\"2h\"}")]
    [InlineData("endsAt", "{\"matchers\":[{\"label\":\"function\",\"value\":\"a\"}],\"reason\":\"x\"}")]
    [InlineData("duration", "{\"matchers\":[{\"label\":\"function\",\"value\":\"a\"}],\"duration\":\"999999999d\",\"endsAt\":\"2999-01-01T00:00:00Z\",\"reason\":\"x\"}")]
    public async Task Post_SilenceThatCannotBe_NamesTheField(string field, string silence)
    {
        var problem = await PostAsync("silences", JsonSerializer.Deserialize<JsonElement>(silence), HttpStatusCode.BadRequest);

        Assert.Contains(problem.GetProperty("errors").EnumerateObject(), error => error.Name == field);
    }

    [Fact]
    public async Task Post_NewSecret_IsAnsweredOnceAndTheFormerGoesOn()
    {
        var webhook = await PostAsync("webhooks", new { name = "pager", url = "https://pager.example/x" }, HttpStatusCode.Created);
        var address = $"webhooks/{Text(webhook, "id")}";

        var rotated = await PostAsync(address + "/secret", new { keepFormerFor = "2h" }, HttpStatusCode.OK);
        var leaked = await PostAsync(address + "/secret", new { keepFormerFor = "0s" }, HttpStatusCode.OK);
        var problem = await PostAsync(address + "/secret", new { keepFormerFor = "31d" }, HttpStatusCode.BadRequest);

        Assert.Equal(3, new[] { webhook, rotated, leaked }.Select(item => Text(item, "secret")).Distinct().Count());
        Assert.Equal(JsonValueKind.String, rotated.GetProperty("formerSecretUntil").ValueKind);
        Assert.Equal(JsonValueKind.Null, leaked.GetProperty("formerSecretUntil").ValueKind);
        Assert.Equal("keepFormerFor", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        Assert.DoesNotContain("whsec_", (await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/webhooks")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_RedeliverARange_CountsAndRefusesWhatCannotBe()
    {
        var webhook = await PostAsync("webhooks", new { name = "pager", url = "https://pager.example/x" }, HttpStatusCode.Created);
        var address = $"webhooks/{Text(webhook, "id")}/redeliver";

        var none = await PostAsync(address + "?from=now-1d", new { }, HttpStatusCode.Accepted);
        await PostAsync(address + "?limit=1001", new { }, HttpStatusCode.BadRequest);
        await PostAsync(address + "?from=now&to=now-1h", new { }, HttpStatusCode.BadRequest);
        await PostAsync("webhooks/nobody/redeliver", new { }, HttpStatusCode.NotFound);
        await _administrator.PutAsJsonAsync($"/api/v1/alerts/webhooks/{Text(webhook, "id")}", new { name = "pager", url = "https://pager.example/x", enabled = false });
        await PostAsync(address, new { }, HttpStatusCode.Conflict);

        Assert.Equal((0, 0), (none.GetProperty("queued").GetInt32(), none.GetProperty("left").GetInt32()));
    }

    [Theory]
    [InlineData("format", "{\"format\":\"carrier pigeon\"}")]
    [InlineData("routingKey", "{\"format\":\"pagerduty\"}")]
    [InlineData("routingKey", "{\"format\":\"pagerduty\",\"routingKey\":\"with space\"}")]
    [InlineData("template", "{\"format\":\"template\"}")]
    [InlineData("template", "{\"format\":\"template\",\"template\":\"{% if %}\"}")]
    [InlineData("template", "{\"format\":\"template\",\"template\":\"no json\"}")]
    [InlineData("template", "{\"format\":\"slack\",\"template\":\"x\"}")]
    [InlineData("contentType", "{\"format\":\"template\",\"template\":\"x\",\"contentType\":\"text/html\"}")]
    public async Task Post_WebhookThatCannotBe_NamesTheField(string field, string webhook)
    {
        var whole = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(webhook)!;
        whole["name"] = JsonSerializer.SerializeToElement("pager");
        whole["url"] = JsonSerializer.SerializeToElement("https://pager.example/x");

        var problem = await PostAsync("webhooks", whole, HttpStatusCode.BadRequest);

        Assert.Contains(problem.GetProperty("errors").EnumerateObject(), error => error.Name == field);
    }

    [Fact]
    public async Task Put_WebhookWithASecretAddress_KeepsWhatIsNeverAnswered()
    {
        const string Url = "https://hooks.slack.example/services/T000/B000/XXXXXXXXf3Qx";
        var webhook = await PostAsync("webhooks", new { name = "chat", url = Url, format = "slack" }, HttpStatusCode.Created);
        var address = $"/api/v1/alerts/webhooks/{Text(webhook, "id")}";
        var shown = Text(await _administrator.GetFromJsonAsync<JsonElement>(address), "url");

        using var unsaid = await _administrator.PutAsJsonAsync(address, new { name = "one", format = "slack" });
        using var asShown = await _administrator.PutAsJsonAsync(address, new { name = "two", format = "slack", url = shown });
        using var bared = await _administrator.PutAsJsonAsync(address, new { name = "three", format = "generic", url = shown });

        Assert.Equal("https://hooks.slack.example/…f3Qx", shown);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest), (unsaid.StatusCode, asShown.StatusCode, bared.StatusCode));
        var kept = await new WebhookStore(_server.Documents, new EphemeralDataProtectionProvider(), TimeProvider.System).GetAsync(Text(webhook, "id"), CancellationToken.None);
        Assert.Equal(("two", Url), (kept!.Name, kept.Url));
        var all = await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/webhooks");
        Assert.DoesNotContain("B000", webhook.GetRawText() + all.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generic", "https://pager.example/observe", "https://pager.example/observe")]
    [InlineData("generic", "https://pager.example/observe?token=abcdefghijkl", "https://pager.example/…ijkl")]
    [InlineData("teams", "https://prod.logic.example:443/workflows/0a1b2c/triggers/manual", "https://prod.logic.example/…nual")]
    [InlineData("template", "https://chat.example/short", "https://chat.example/…")]
    public void Shown_Address_IsWholeUnlessItIsASecret(string format, string url, string shown) =>
        Assert.Equal(shown, WebhookAddress.Shown(new Webhook { Name = "", Url = url, Format = format }));

    [Fact]
    public async Task Post_RoutingKey_IsKeptAndNeverAnswered()
    {
        var webhook = await PostAsync("webhooks", new { name = "pager", url = "https://pager.example/x", format = "pagerduty", routingKey = "R0UT1NGKEY" }, HttpStatusCode.Created);
        using var renamed = await _administrator.PutAsJsonAsync($"/api/v1/alerts/webhooks/{Text(webhook, "id")}", new { name = "renamed", url = "https://pager.example/x", format = "pagerduty" });

        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        var all = await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/webhooks");
        Assert.True(Assert.Single(all.GetProperty("items").EnumerateArray()).GetProperty("hasRoutingKey").GetBoolean());
        Assert.DoesNotContain("R0UT1NGKEY", all.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Preview_ShowsTheBodyOrTheLineAtFault()
    {
        var good = await PostAsync("webhooks/preview", new { format = "template", template = "{\"t\": {{ type | json }}}", sample = "resolved" }, HttpStatusCode.OK);
        var slack = await PostAsync("webhooks/preview", new { format = "slack" }, HttpStatusCode.OK);
        var bad = await PostAsync("webhooks/preview", new { format = "template", template = "{\n\"t\": {{ type }}}" }, HttpStatusCode.BadRequest);

        Assert.Equal("{\"t\": \"alert.resolved\"}", Text(good, "body"));
        Assert.Contains("\"blocks\"", Text(slack, "body"), StringComparison.Ordinal);
        Assert.Contains("line 2 of it", bad.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_MessageSchema_IsServed() => Assert.Equal(
        "https://json-schema.org/draft/2020-12/schema",
        Text(await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/schemas/message.json"), "$schema"));

    private async Task<JsonElement> ListAsync() =>
        (await _administrator.GetFromJsonAsync<JsonElement>("/api/v1/alerts/silences")).GetProperty("items");

    private async Task<JsonElement> PostAsync(string what, object body, HttpStatusCode status)
    {
        using var answer = await _administrator.PostAsJsonAsync($"/api/v1/alerts/{what}", body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
