using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Observe.Alerts.Deliver;
using Observe.Alerts.Format;
using Observe.Alerts.Provision;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Provision;

public sealed class AlertProvisionerTests : IDisposable
{
    private const string Errors = """
        rules:
          - name: payments fail
            function: payments
            threshold: 0.05
            window: 10m
            webhooks: [oncall]
        """;

    private const string Deploy = """
        silences:
          - reason: the yearly move
            startsAt: 2026-11-23T02:00:00Z
            duration: 4h
            matchers:
              - { label: function, operator: "=~", value: "check.*" }
        """;

    private const string Pager = """
        webhooks:
          - { name: pager, url: "https://pager.example/in", secretFile: pager.secret }
        """;

    private static readonly string Secret = SecretOf(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("observe-provisioning-");
    private readonly FakeTimeProvider _time = new(Some.Time);
    private readonly AlertsMeter _meter = Some.Meter();
    private readonly ProvisioningState _state = new();
    private readonly FakeConfigDocuments _documents;
    private readonly AlertRuleStore _rules;
    private readonly SilenceStore _silences;
    private readonly WebhookStore _webhooks;
    private AlertProvisioner _provisioner;

    public AlertProvisionerTests()
    {
        _documents = new FakeConfigDocuments(_time);
        _rules = new AlertRuleStore(_documents);
        _silences = new SilenceStore(_documents);
        _webhooks = new WebhookStore(_documents, new EphemeralDataProtectionProvider(), _time);
        _provisioner = Start(_folder.FullName);
    }

    public void Dispose()
    {
        _provisioner.Dispose();
        _meter.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Refresh_RulesAndSilences_AreThereAndMarked()
    {
        var webhook = await AddWebhookAsync();
        Write("a.yaml", Errors);
        Write("b.yml", Deploy);

        await RefreshAsync();

        var rule = Assert.Single(await RulesAsync());
        Assert.Equal(("payments fail", 0.05, TimeSpan.FromMinutes(10), "a.yaml"), (rule.Name, rule.Threshold, rule.Window, rule.ProvisionedFrom));
        Assert.Equal([webhook.Id], rule.WebhookIds);
        var silence = Assert.Single(await _silences.ListAsync(CancellationToken.None));
        Assert.Equal(("b.yml", new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero)), (silence.ProvisionedFrom, silence.EndsAt));
        Assert.Empty(_state.Errors);
    }

    [Fact]
    public async Task Refresh_FileChanges_ChangesTheSameRuleAndTakesAwayWhatIsGone()
    {
        await AddWebhookAsync();
        var byHand = await _rules.AddAsync(Some.Rule, CancellationToken.None);
        Write("a.yaml", Errors + "\n  - { name: other, function: other, threshold: 0.5 }");
        await RefreshAsync();
        var before = (await RulesAsync()).Single(rule => rule.Name == "payments fail");

        await RefreshAsync();
        Assert.Equal(before.Version, (await RulesAsync()).Single(rule => rule.Id == before.Id).Version);
        Write("a.yaml", Errors.Replace("0.05", "0.1", StringComparison.Ordinal));
        await RefreshAsync();

        var all = await RulesAsync();
        Assert.Equal(0.1, all.Single(rule => rule.Id == before.Id).Threshold);
        Assert.Equal(new[] { before.Id, byHand.Id }.Order(), all.Select(rule => rule.Id).Order());
        File.Delete(Path.Combine(_folder.FullName, "a.yaml"));
        await RefreshAsync();
        Assert.Equal([byHand.Id], (await RulesAsync()).Select(rule => rule.Id));
    }

    [Fact]
    public async Task Refresh_FileIsBroken_KeepsWhatItSaidAndTakesTheOthers()
    {
        await AddWebhookAsync();
        Write("a.yaml", Errors);
        await RefreshAsync();

        Write("a.yaml", Errors.Replace("0.05", "5", StringComparison.Ordinal));
        Write("b.yaml", Deploy);
        await RefreshAsync();

        Assert.Equal(0.05, Assert.Single(await RulesAsync()).Threshold);
        Assert.Single(await _silences.ListAsync(CancellationToken.None));
        Assert.StartsWith("a.yaml:4:16: threshold: A share from 0", Assert.Single(_state.Errors).ToString(), StringComparison.Ordinal);
        Write("a.yaml", Errors);
        await RefreshAsync();
        Assert.Empty(_state.Errors);
    }

    [Fact]
    public async Task Refresh_Webhook_IsThereWithItsSecretBeforeTheRulesOfOtherFiles()
    {
        Write("pager.secret", Secret + "\n");
        Write("a.yaml", Errors.Replace("oncall", "pager", StringComparison.Ordinal));
        Write("z.yaml", Pager);

        await RefreshAsync();

        var webhook = Assert.Single(await _webhooks.ListAsync(CancellationToken.None));
        Assert.Equal(("pager", "https://pager.example/in", "z.yaml", true), (webhook.Name, webhook.Url, webhook.ProvisionedFrom, webhook.Enabled));
        Assert.Equal([Secret], await _webhooks.GetSecretsAsync(webhook.Id, CancellationToken.None));
        Assert.Equal([webhook.Id], Assert.Single(await RulesAsync()).WebhookIds);
        Assert.Empty(_state.Errors);
        await RefreshAsync();
        Assert.Equal(webhook.Version, Assert.Single(await _webhooks.ListAsync(CancellationToken.None)).Version);
    }

    [Fact]
    public async Task Refresh_SecretFileChanges_SignsWithBothUntilTheFormerIsGoneFromIt()
    {
        Write("pager.secret", Secret);
        Write("a.yaml", Pager);
        await RefreshAsync();
        var id = Assert.Single(await _webhooks.ListAsync(CancellationToken.None)).Id;

        Write("pager.secret", $"{SecretOf(2)}\n{Secret}\n");
        await RefreshAsync();
        Assert.Equal([SecretOf(2), Secret], await _webhooks.GetSecretsAsync(id, CancellationToken.None));
        _time.Advance(TimeSpan.FromDays(60));
        Assert.Equal(2, (await _webhooks.GetSecretsAsync(id, CancellationToken.None)).Count);

        Write("pager.secret", SecretOf(2));
        await RefreshAsync();
        Assert.Equal([SecretOf(2)], await _webhooks.GetSecretsAsync(id, CancellationToken.None));
    }

    [Fact]
    public async Task Refresh_Webhook_IsChangedByItsFileAloneButDisabledByOthers()
    {
        Write("pager.secret", Secret);
        Write("a.yaml", Pager);
        await RefreshAsync();
        var webhook = Assert.Single(await _webhooks.ListAsync(CancellationToken.None));

        Assert.Equal(SaveStatus.ReadOnly, (await _webhooks.ReplaceAsync(webhook with { Url = "https://evil.example/" }, null, CancellationToken.None)).Status);
        Assert.Equal(SaveStatus.ReadOnly, (await _webhooks.RotateAsync(webhook.Id, TimeSpan.Zero, null, CancellationToken.None)).Status);
        Assert.Equal(SaveStatus.ReadOnly, await _webhooks.DeleteAsync(webhook.Id, null, CancellationToken.None));
        Assert.Equal(SaveStatus.Saved, await _webhooks.DisableAsync(webhook, "410", CancellationToken.None));
        Write("a.yaml", Pager.Replace("/in", "/other", StringComparison.Ordinal));
        await RefreshAsync();

        var changed = Assert.Single(await _webhooks.ListAsync(CancellationToken.None));
        Assert.Equal((webhook.Id, "https://pager.example/other", false, "410"), (changed.Id, changed.Url, changed.Enabled, changed.DisabledReason));
        Assert.Equal(SaveStatus.Saved, (await _webhooks.ReplaceAsync(changed with { Enabled = true }, null, CancellationToken.None)).Status);
        Assert.Equal("a.yaml", Assert.Single(await _webhooks.ListAsync(CancellationToken.None)).ProvisionedFrom);
        Write("a.yaml", "");
        await RefreshAsync();
        Assert.Empty(await _webhooks.ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Refresh_SecretFileIsGone_KeepsTheWebhookAndSaysWhere()
    {
        Write("pager.secret", Secret);
        Write("a.yaml", Pager);
        await RefreshAsync();

        File.Delete(Path.Combine(_folder.FullName, "pager.secret"));
        await RefreshAsync();

        var webhook = Assert.Single(await _webhooks.ListAsync(CancellationToken.None));
        Assert.Equal([Secret], await _webhooks.GetSecretsAsync(webhook.Id, CancellationToken.None));
        Assert.Equal("a.yaml:2:65: secretFile: The file pager.secret cannot be read: it is not there.", Assert.Single(_state.Errors).ToString());
    }

    [Theory]
    [InlineData("a.yaml:2:3: secretFile: A file with the secret", "webhooks:\n- name: a\n  url: https://a.example/")]
    [InlineData("a.yaml:4:15: secretFile: A line like whsec_", "webhooks:\n- name: a\n  url: https://a.example/\n  secretFile: a.yaml")]
    [InlineData("a.yaml:3:8: url: An absolute address", "webhooks:\n- name: a\n  url: a.example\n  secretFile: good")]
    [InlineData("a.yaml:5:3: There is no key secret.", "webhooks:\n- name: a\n  url: https://a.example/\n  secretFile: good\n  secret: whsec_x")]
    [InlineData("a.yaml:2:3: routingKeyFile: PagerDuty asks", "webhooks:\n- name: a\n  url: https://a.example/\n  format: pagerduty\n  secretFile: good")]
    [InlineData("a.yaml:6:13: template: ", "webhooks:\n- name: a\n  url: https://a.example/\n  format: template\n  secretFile: good\n  template: '{% if %}'")]
    [InlineData("a.yaml:3:9: name: There is another webhook", "webhooks:\n- { name: a, url: https://a.example/, secretFile: good }\n- name: a\n  url: https://b.example/\n  secretFile: good")]
    public async Task Refresh_ErrorInAWebhook_NamesFileLineAndColumn(string expected, string text)
    {
        Write("good", Secret);
        Write("a.yaml", text);

        await RefreshAsync();

        Assert.StartsWith(expected, _state.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, string.Join(' ', _state.Errors), StringComparison.Ordinal);
        Assert.Empty(await _webhooks.ListAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("a.yaml:2:3: Expected keys with values.", "rules:\n- just text")]
    [InlineData("a.yaml:1:1: There is no key rulez", "rulez: []")]
    [InlineData("a.yaml:1:8: Expected a list of rules.", "rules: 5")]
    [InlineData("a.yaml:4:3: There is no key treshold.", "rules:\n- name: a\n  function: f\n  treshold: 0.1")]
    [InlineData("a.yaml:4:14: threshold: The value has the wrong type.", "rules:\n- name: a\n  function: f\n  threshold: [1]")]
    [InlineData("a.yaml:2:3: threshold: ", "rules:\n- name: a\n  function: f")]
    [InlineData("a.yaml:5:11: window: \"soon\" is no duration", "rules:\n- name: a\n  function: f\n  threshold: 0.1\n  window: soon")]
    [InlineData("a.yaml:5:14: webhooks: There is no webhook with the name nobody.", "rules:\n- name: a\n  function: f\n  threshold: 0.1\n  webhooks: [nobody]")]
    [InlineData("a.yaml:6:9: name: There is another rule", "rules:\n- name: a\n  function: f\n  threshold: 0.1\n- function: g\n  name: a\n  threshold: 0.1")]
    [InlineData("a.yaml:2:3: startsAt: A time", "silences:\n- reason: x\n  endsAt: 2026-11-23T02:00:00Z\n  matchers: [{ label: a, value: b }]")]
    [InlineData("a.yaml:2:", "rules:\n- name: \"a")]
    public async Task Refresh_Error_NamesFileLineAndColumn(string expected, string text)
    {
        Write("a.yaml", text);

        await RefreshAsync();

        Assert.StartsWith(expected, _state.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(await RulesAsync());
    }

    [Fact]
    public async Task Refresh_AliasesThatGrow_AreRefused()
    {
        var lines = Enumerable.Range(1, 12).Select(i => $"  x{i}: &x{i} [{string.Join(", ", Enumerable.Repeat($"*x{i - 1}", 10))}]");
        Write("a.yaml", "rules:\n- name: a\n  webhookIds: &x0 [\"b\"]\n" + string.Join('\n', lines).Replace("  x12:", "  groupBy:", StringComparison.Ordinal));

        await RefreshAsync();

        Assert.NotEmpty(_state.Errors);
    }

    [Fact]
    public async Task Refresh_FolderIsGone_KeepsEverything()
    {
        await AddWebhookAsync();
        Write("a.yaml", Errors);
        await RefreshAsync();

        _folder.Delete(recursive: true);
        await RefreshAsync();

        Assert.Single(await RulesAsync());
        Assert.Contains("There is no such folder.", Assert.Single(_state.Errors).ToString(), StringComparison.Ordinal);
        _folder.Create();
    }

    [Fact]
    public async Task Refresh_WebhookIsMadeLater_CuresTheError()
    {
        Write("a.yaml", Errors);
        await RefreshAsync();
        Assert.Empty(await RulesAsync());

        await AddWebhookAsync();
        await RefreshAsync();

        Assert.Single(await RulesAsync());
        Assert.Empty(_state.Errors);
    }

    [Fact]
    public async Task Refresh_NoFolderAnyMore_RulesAreAsMadeByHand()
    {
        await AddWebhookAsync();
        Write("pager.secret", Secret);
        Write("b.yaml", Pager);
        Write("a.yaml", Errors);
        await RefreshAsync();
        var rule = Assert.Single(await RulesAsync());
        Assert.Equal(SaveStatus.ReadOnly, await _rules.DeleteAsync(rule.Id, null, CancellationToken.None));
        Assert.Equal(SaveStatus.ReadOnly, (await _rules.ReplaceAsync(rule with { Threshold = 0.5 }, null, CancellationToken.None)).Status);

        _provisioner.Dispose();
        _provisioner = Start("");
        await RefreshAsync();

        Assert.Equal(SaveStatus.Saved, await _rules.DeleteAsync(rule.Id, null, CancellationToken.None));
        Assert.All(await _webhooks.ListAsync(CancellationToken.None), webhook => Assert.Equal("", webhook.ProvisionedFrom));
    }

    private AlertProvisioner Start(string folder) => new(
        _rules, _silences, _webhooks, new WebhookBodies(new AlertLinks(Options.Create(new LinkOptions { PublicUrl = "https://observe.example" }))), _state, _meter, Options.Create(new AlertsOptions { ProvisioningPath = folder }), _time, NullLogger<AlertProvisioner>.Instance);

    private Task RefreshAsync() => _provisioner.RefreshAsync(CancellationToken.None);

    private Task<IReadOnlyList<AlertRule>> RulesAsync() => _rules.ListAsync(CancellationToken.None);

    private async Task<Webhook> AddWebhookAsync() =>
        (await _webhooks.AddAsync(new Webhook { Name = "oncall", Url = "https://hooks.example/" }, CancellationToken.None)).Webhook;

    private static string SecretOf(byte content) => WebhookStore.SecretPrefix + Convert.ToBase64String(Enumerable.Repeat(content, 32).ToArray());

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
