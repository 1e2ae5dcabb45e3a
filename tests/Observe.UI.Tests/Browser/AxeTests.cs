using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observe.Functions;
using Observe.Functions.Limits;
using Observe.Storage.Config;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Browser;

/// <summary>Nothing on any page keeps people out who read with a screen reader, without a mouse, or with weak eyes: axe finds nothing serious.</summary>
public sealed class AxeTests(AxeTests.Pages pages) : IClassFixture<AxeTests.Pages>
{
    private const string Trace = "/trace/" + NightTraces.Id;

    [Theory]
    [InlineData("/", ".kpis")]
    [InlineData("/functions", "tbody tr")]
    [InlineData("{function}", ".kpis")]
    [InlineData("{function}/cold-starts", ".inst")]
    [InlineData("{function}/concurrency", ".it")]
    [InlineData("{function}/cost", ".kpis")]
    [InlineData("{function}/errors", ".it")]
    [InlineData("{function}/async", ".lists")]
    [InlineData("{function}/invocations", ".it")]
    [InlineData("/services", ".map, .rt")]
    [InlineData("/services?focus=payments&view=map", ".map")]
    [InlineData("/services/payments", ".rt")]
    [InlineData("/traces?q=service%20%3D%20checkout%20and%20(cold%20or%20duration%20%3E%20900ms)", "a.tr")]
    [InlineData("/traces?q=service%20%3D%20cart%20and%20%3E", "#query-error")]
    [InlineData("/traces?from=2026-11-23T02:15:00Z&to=2026-11-23T03:15:00Z&sel=2026-11-23T02:59:00Z%2F2026-11-23T03:04:00Z,900ms-12s", ".dl .vl")]
    [InlineData("/traces?view=tail", ".said")]
    [InlineData(Trace, ".nm")]
    [InlineData(Trace + "?span=000000000000000e", ".drawer .a")]
    [InlineData(Trace + "?view=flame", ".fg a")]
    [InlineData(Trace + "?view=operations", ".opn")]
    [InlineData(Trace + "?view=logs", ".lr")]
    [InlineData(Trace + "/compare/" + NightTraces.WarmId, ".cr .nm")]
    [InlineData("/logs?q=level%20%3E%3D%20info%20and%20%22northpay%22&open=line-3", ".ex")]
    [InlineData("/logs?view=patterns", ".pr")]
    [InlineData("/logs?view=tail", ".said")]
    [InlineData("/alerts", ".rd h1")]
    [InlineData("/settings", ".mud-main-content table, main table")]
    [InlineData("/settings/audit", "[aria-label='Audit'] .filter")]
    [InlineData("/no-such-page", "h1, h2")]
    public async Task Page_WideNarrowDarkLight_HasNothingSerious(string path, string until)
    {
        var visit = await pages.Host.OpenAsync(path.Replace("{function}", $"/functions/{NightFunction.Identity.Id}", StringComparison.Ordinal));
        await visit.Page.Locator(until).First.WaitForAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        List<string> found = [];
        await LookAsync("wide, dark");
        await visit.Page.SetViewportSizeAsync(400, 900);
        await LookAsync("narrow, dark", onlyColours: true);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change the theme" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await LookAsync("narrow, light");
        await visit.Page.SetViewportSizeAsync(1440, 900);
        await LookAsync("wide, light", onlyColours: true);

        Assert.True(found.Count == 0, string.Join('\n', found));

        async Task LookAsync(string look, bool onlyColours = false)
        {
            // A colour that still fades is none of the theme's.
            await visit.Page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished))");
            found.AddRange((await AxeCore.BarriersAsync(visit.Page, onlyColours)).Select(barrier => $"{look}: {barrier}"));
        }
    }

    /// <summary>It is there, and nothing fades any more; what stands for rows to come goes on.</summary>
    private const string Opaque = """
        (selector) => {
          const opened = document.querySelector(selector);
          for (let at = opened; at; at = at.parentElement) { if (getComputedStyle(at).opacity !== '1') return false; }
          return opened !== null && document.getAnimations().every((animation) => animation.playState !== 'running' || animation.effect.getComputedTiming().endTime === Infinity);
        }
        """;

    [Theory]
    [InlineData("/alerts", "Edit pager", ".mud-dialog")]
    [InlineData("/alerts", @"\s*Edit\s*$", ".mud-dialog")]
    [InlineData("/alerts", "Silence", ".mud-dialog")]
    [InlineData("/settings", "New key", ".mud-dialog")]
    [InlineData("/", "Last 1 h", ".rangemenu")]
    [InlineData(Trace, "Compare with", "section.cmp")]
    [InlineData("/logs?q=level%20%3E%3D%20warn", "Saved and former searches", ".smp")]
    public async Task Dialog_Open_HasNothingSerious(string path, string button, string opened)
    {
        var visit = await pages.Host.OpenAsync(path);
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^" + button) }).First.ClickAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await visit.Page.WaitForFunctionAsync(Opaque, opened);

        var found = await AxeCore.BarriersAsync(visit.Page);

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>One server and one browser for all of them.</summary>
    public sealed class Pages : IAsyncLifetime
    {
        private readonly FakeReaders _readers = new();

        public PageHost Host { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var now = TimeProvider.System.GetUtcNow();
            _readers.Functions.Functions = Night.Functions(now);
            _readers.Functions.Before = [Some.Function("payments", 18_000, errors: 9, cold: 60, timeouts: 3), Some.Function("cart", 200_000)];
            _readers.Ingest.Result = Night.Ingest(now);
            _readers.Histories.History = FakeInvocationHistoryReader.Pairs();
            NightFunction.Fill(_readers.Function, now);
            NightServices.Fill(_readers.Services, now);
            await AlertAsync(now);
            Host = await PageHost.StartAsync(services =>
            {
                _readers.AddTo(services);
                new NightExplorer(now).AddTo(services);
                services.AddSingleton<IAlertEvaluationStore>(new FakeAlertEvaluationStore());
                services.AddSingleton<INotificationStore>(new FakeNotificationStore());
                services.AddSingleton<ProvisioningState>();
                services.AddSingleton<AlertStatusReader>();
                services.AddSingleton<AlertBoardReader>();
                services.AddSingleton<AlertsDesk>();
                services.AddSingleton<IRuleBacktest, NoBacktest>();
                services.AddSingleton<IWebhookBodies, NoBodies>();
            });
            await Host.Services.GetRequiredService<AccountStore>().ArriveAsync("https://people.example", "1", "ada.lovelace@people.example", AccountRole.Editor, CancellationToken.None);
            Host.Services.GetRequiredService<FunctionsOptions>().Limits.Add(new ConcurrencyLimit { Function = "payments", Reserved = 120 });
        }

        public Task DisposeAsync() => Host.DisposeAsync().AsTask();

        private async Task AlertAsync(DateTimeOffset now)
        {
            var rule = await _readers.FireAsync("payments errors over 2 %", "payments");
            await _readers.FireAsync("checkout errors over 1.5 %", "checkout", AlertState.Pending, open: false);
            var webhook = (await _readers.Webhooks.AddAsync(new Webhook { Name = "pager", Url = "https://pager.example/x" }, CancellationToken.None)).Webhook;
            await _readers.Silences.AddAsync(
                new Silence { Matchers = [new SilenceMatcher("function", "=", "cart")], StartsAt = now.AddHours(-1), EndsAt = now.AddHours(1), Author = "ada", Reason = "a deploy" },
                CancellationToken.None);
            foreach (var (outcome, status) in new[] { (DeliveryOutcome.Delivered, 200), (DeliveryOutcome.Retry, 503) })
            {
                _readers.Deliveries.Rows.Add(new DeliveryRow
                {
                    NotificationId = "n1",
                    WebhookId = webhook.Id,
                    RuleId = rule.Id,
                    Event = AlertEvents.Fired,
                    Attempt = 1,
                    At = now.AddMinutes(-9),
                    Outcome = outcome,
                    Status = status,
                    DurationNanoseconds = 80_000_000,
                });
            }
        }
    }
}
