using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
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
        Write("a.yaml", Errors);
        await RefreshAsync();
        var rule = Assert.Single(await RulesAsync());
        Assert.Equal(SaveStatus.ReadOnly, await _rules.DeleteAsync(rule.Id, null, CancellationToken.None));
        Assert.Equal(SaveStatus.ReadOnly, (await _rules.ReplaceAsync(rule with { Threshold = 0.5 }, null, CancellationToken.None)).Status);

        _provisioner.Dispose();
        _provisioner = Start("");
        await RefreshAsync();

        Assert.Equal(SaveStatus.Saved, await _rules.DeleteAsync(rule.Id, null, CancellationToken.None));
    }

    private AlertProvisioner Start(string folder) => new(
        _rules, _silences, _webhooks, _state, _meter, Options.Create(new AlertsOptions { ProvisioningPath = folder }), _time, NullLogger<AlertProvisioner>.Instance);

    private Task RefreshAsync() => _provisioner.RefreshAsync(CancellationToken.None);

    private Task<IReadOnlyList<AlertRule>> RulesAsync() => _rules.ListAsync(CancellationToken.None);

    private async Task<Webhook> AddWebhookAsync() =>
        (await _webhooks.AddAsync(new Webhook { Name = "oncall", Url = "https://hooks.example/" }, CancellationToken.None)).Webhook;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
