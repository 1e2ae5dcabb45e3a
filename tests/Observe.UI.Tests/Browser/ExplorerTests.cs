using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observe.Storage.Read;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Browser;

/// <summary>Traces, one trace and logs in a real browser: what bUnit cannot see.</summary>
public sealed class ExplorerTests : IAsyncLifetime
{
    private readonly FakeReaders _readers = new();
    private readonly NightExplorer _night = new(TimeProvider.System.GetUtcNow());
    private PageHost _host = null!;

    public async Task InitializeAsync()
    {
        _readers.Ingest.Result = Some.Ingest;
        _host = await PageHost.StartAsync(services =>
        {
            _readers.AddTo(services);
            _night.AddTo(services);
        });
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData("traces", "/traces?q=service%20%3D%20checkout%20and%20(cold%20or%20duration%20%3E%20900ms)", "a.tr")]
    [InlineData("traces-selection", "/traces?from=2026-11-23T02:15:00Z&to=2026-11-23T03:15:00Z&sel=2026-11-23T02:59:00Z%2F2026-11-23T03:04:00Z,900ms-12s", ".dl .vl")]
    [InlineData("trace", "/trace/" + NightTraces.Id, ".nm")]
    [InlineData("trace-span", "/trace/" + NightTraces.Id + "?span=0000000000000009", ".drawer .a")]
    [InlineData("trace-flame", "/trace/" + NightTraces.Id + "?view=flame", ".fg a")]
    [InlineData("trace-operations", "/trace/" + NightTraces.Id + "?view=operations", ".opn")]
    [InlineData("trace-compare", "/trace/" + NightTraces.Id + "/compare/" + NightTraces.WarmId, ".cr .nm")]
    [InlineData("trace-logs", "/trace/" + NightTraces.Id + "?view=logs", ".lr")]
    [InlineData("traces-tail", "/traces?view=tail", ".said")]
    [InlineData("logs-patterns", "/logs?view=patterns", ".pr")]
    [InlineData("logs", "/logs?q=level%20%3E%3D%20info%20and%20%22northpay%22&open=line-3", ".ex")]
    public async Task Open_Page_FitsTheScreenAndTheBrowserHasNoComplaint(string name, string path, string until)
    {
        // All that there is for the fullest of them; the others share its parts.
        (int Width, string Theme)[] looks = name is "traces-selection" or "trace-compare"
            ? [(1440, "dark"), (1440, "light"), (400, "dark"), (400, "light")]
            : [(1440, "dark"), (400, "light")];
        foreach (var (width, theme) in looks)
        {
            var visit = await _host.OpenAsync(path, width, theme);

            await visit.Page.Locator(until).First.WaitForAsync();
            await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            if (name == "logs")
            {
                await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Lines around it" }).ClickAsync();
                await visit.Page.Locator(".lc li.it").WaitForAsync();
            }
            await visit.PictureAsync($"{name}-{theme}-{width}");

            Assert.Empty(visit.Complaints);
            Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    [Theory]
    [InlineData("EChart")]
    [InlineData("QueryBar")]
    public async Task Page_LeftBeforeItsScriptCame_DoesNotBreakTheNext(string component)
    {
        var visit = await _host.ArriveAsync(look: PageHost.LookOf());
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await visit.Page.RouteAsync($"**/{component}.razor.js", async route =>
        {
            asked.SetResult();
            await release.Task;
            await route.ContinueAsync();
        });
        await visit.Page.GotoAsync("/traces", new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await visit.ConnectedAsync();
        await asked.Task;

        await visit.Page.Locator("a.tr").First.ClickAsync();
        await visit.Page.Locator("h1").WaitForAsync();
        var arrived = visit.Page.WaitForResponseAsync($"**/{component}.razor.js");
        release.SetResult();
        await arrived;
        // What would break the page happens before the answer to this.
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change the theme" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");

        await visit.Page.Locator("h1").WaitForAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Search_Typed_IsColouredAndRuns()
    {
        var visit = await _host.OpenAsync("/traces");
        await visit.Page.Locator("a.tr").First.WaitForAsync();

        await visit.Page.Keyboard.PressAsync("/");
        await visit.Page.Keyboard.TypeAsync("service = cart and duration > 900ms");
        await Assertions.Expect(visit.Page.Locator(".shown .tk-n")).ToHaveTextAsync("900ms");
        await Assertions.Expect(visit.Page.Locator("form.qwrap")).Not.ToHaveAttributeAsync("data-typing", "");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex(Regex.Escape("/traces?q=service%20%3D%20cart%20and%20duration%20%3E%20900ms") + "$"));
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(400)]
    public async Task Search_CompletedByKeys_IsWritten(int width)
    {
        var visit = await _host.OpenAsync("/traces", width);
        await visit.Page.Locator("a.tr").First.WaitForAsync();
        var field = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Search" });
        var list = visit.Page.GetByRole(AriaRole.Listbox);

        await field.PressSequentiallyAsync("ser");
        await Assertions.Expect(list.GetByRole(AriaRole.Option)).ToHaveTextAsync(["servicefield"]);
        await visit.PictureAsync($"traces-completion-{width}");
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await field.PressAsync("Tab");
        await Assertions.Expect(field).ToHaveValueAsync("service ");

        await field.PressSequentiallyAsync("= ch");
        await Assertions.Expect(list.GetByRole(AriaRole.Option)).ToHaveCountAsync(2);
        await field.PressAsync("ArrowDown");
        await field.PressAsync("ArrowDown");
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-activedescendant", "query-completions-1");
        await field.PressAsync("Enter");
        await Assertions.Expect(field).ToHaveValueAsync("service = \"check in\" ");

        await Assertions.Expect(field).ToHaveAttributeAsync("aria-expanded", "true");
        await field.PressAsync("Escape");
        await Assertions.Expect(list).ToBeHiddenAsync();
        await field.PressAsync("Enter");
        // As a pattern: a text is normalised before it is compared, and its quotes with it.
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/traces\\?q=service%20%3D%20%22check%20in%22$"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Tail_UnderLoadPausedAndResumed_ShowsEachLineOnceAndNoMoreThanItsBound()
    {
        var now = TimeProvider.System.GetUtcNow();
        var line = NightTraces.Logs(now, 1)[0];
        var visit = await _host.OpenAsync("/logs?view=tail");
        var seen = visit.Page.Locator(".said [data-seen]");
        await Assertions.Expect(seen).ToContainTextAsync("since");
        var sent = 0;
        void Arrive(int count)
        {
            for (var end = sent + count; sent < end; sent++)
            {
                _night.Tails.Arrive(line with { Id = $"tail-{sent}", Body = $"arrived {sent}", TimeUnixNanoseconds = line.TimeUnixNanoseconds - (sent % 7) });
            }
        }

        for (var beat = 0; beat < 5; beat++)
        {
            Arrive(40);
            await Assertions.Expect(seen).ToHaveAttributeAsync("data-seen", $"{sent}");
        }
        await visit.PictureAsync("logs-tail");
        await visit.Page.Mouse.WheelAsync(0, 2_000);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the newest" }).WaitForAsync();
        var reads = _night.Tails.Reads;
        Arrive(100);
        var before = await visit.Page.Locator(".lr").CountAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the newest" }).ClickAsync();
        await Assertions.Expect(seen).ToHaveAttributeAsync("data-seen", "300");
        Assert.InRange(_night.Tails.Reads - reads, 1, 10);
        Assert.Equal(200, before);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        Arrive(450);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(seen).ToHaveAttributeAsync("data-seen", "750");

        var bodies = await visit.Page.Locator(".lr .b").EvaluateAllAsync<string[]>("rows => rows.map(row => row.textContent.match(/arrived \\d+/)[0])");
        Assert.Equal(Enumerable.Range(250, 500).Reverse().Select(index => $"arrived {index}"), bodies);
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(400)]
    public async Task Searches_RunAndSaved_AreInTheMenuByKeysAndTheHistoryStaysInTheBrowser(int width)
    {
        var visit = await _host.OpenAsync("/logs?q=level%20%3E%3D%20warn", width);
        await visit.Page.Locator(".lr").First.WaitForAsync();
        var button = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Saved and former searches" });
        await visit.Page.EvaluateAsync("for (let i = 0; i < 60; i++) localStorage.setItem('observe-searches-logs', JSON.stringify([`body ~ \"<b>${i}\"`, ...JSON.parse(localStorage.getItem('observe-searches-logs') ?? '[]')]))");
        await visit.Page.GotoAsync("/logs?q=level%20%3E%3D%20error");
        await visit.ConnectedAsync();
        await visit.Page.Locator(".lr").First.WaitForAsync();

        await button.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".former a")).ToHaveCountAsync(50);
        await Assertions.Expect(visit.Page.Locator(".former a").First).ToHaveTextAsync("level >= error");
        await visit.Page.GetByLabel("Name of this search").FillAsync("Errors at night");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".smp li a").First).ToContainTextAsync("Errors at night");
        await visit.PictureAsync($"searches-{width}");
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visit.Page.Locator(".smp")).ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Search_Broken_IsMarkedAtItsPlace()
    {
        var visit = await _host.OpenAsync("/traces?q=service%20%3D%20cart%20and%20%3E");

        await visit.Page.Locator("#query-error").WaitForAsync();
        await visit.PictureAsync("traces-broken");

        Assert.NotEmpty(await visit.Page.Locator(".shown .squig").InnerTextAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task J_ThenEnter_OpensTheFirstTraceAndItsSpan()
    {
        var visit = await _host.OpenAsync("/traces");
        await visit.Page.Locator("a.tr").First.WaitForAsync();

        await visit.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(visit.Page.Locator("a.tr").First).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/trace/[0-9a-f]{32}"));
        // The rows are drawn again when their height is measured: the click is meant for one of the last drawing.
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await visit.Page.Locator(".nm").Nth(2).ClickAsync();

        await visit.Page.Locator(".drawer").WaitForAsync();
        Assert.Contains("span=", visit.Page.Url, StringComparison.Ordinal);
    }

    /// <summary>A redraw while somebody scrolls draws what comes into sight, not all of the rows: that costs frames.</summary>
    [Fact]
    public async Task LongList_Scrolled_KeepsTheRowsThatStay()
    {
        var traces = NightTraces.List(TimeProvider.System.GetUtcNow(), 400);
        _night.Traces.Find = _ => Task.FromResult(new TraceListResult(traces, null, FakeTraceReader.AllScanned));
        var visit = await _host.OpenAsync("/traces");
        await visit.Page.WaitForFunctionAsync("() => document.querySelectorAll('.list a.tr').length > 40 && document.documentElement.scrollHeight > 400 * 28");
        await visit.Page.EvaluateAsync("document.querySelectorAll('a.tr').forEach(row => { row.dataset.was = ''; })");

        await visit.Page.EvaluateAsync("window.scrollTo(0, 3500)");
        await visit.Page.Locator($"a.tr[href$='{traces[130].TraceId}']:not([data-was])").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        Assert.InRange(await visit.Page.Locator("a.tr[data-was]").CountAsync(), 20, 100);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task CompareWith_WarmOne_LeadsToBothBesideEachOther()
    {
        var visit = await _host.OpenAsync("/trace/" + NightTraces.Id, 400);
        await visit.Page.Locator(".nm").First.WaitForAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Compare with" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "A warm one of payments" }).WaitForAsync();
        await visit.PictureAsync("trace-compare-with-400");
        Assert.Equal(400, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "A warm one of payments" }).ClickAsync();

        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/trace/[0-9a-f]{32}/compare/[0-9a-f]{32}$"));
        await visit.Page.Locator(".cr .nm").First.WaitForAsync();
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(400)]
    public async Task Link_ShownHere_FitsUnderTheSpan(int width)
    {
        var visit = await _host.OpenAsync("/trace/" + NightTraces.Id + "?span=000000000000000e", width, width == 400 ? "light" : "dark");

        await visit.Page.Locator(".drawer .tip-in button").First.ClickAsync();
        await visit.Page.Locator(".drawer .tip-in li").First.WaitForAsync();
        await visit.PictureAsync($"trace-linked-{width}");

        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Heatmap_Brushed_SelectsMovesAndClears()
    {
        var visit = await _host.OpenAsync("/traces");
        var chart = visit.Page.Locator(".hm canvas").First;
        await chart.WaitForAsync();
        var box = (await chart.BoundingBoxAsync())!;

        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * .6f), box.Y + 20);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * .8f), box.Y + 70, new() { Steps = 5 });
        await visit.Page.Mouse.UpAsync();

        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/traces\\?sel="));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "northpay" }).WaitForAsync();
        var selected = visit.Page.Url;
        await visit.Page.Locator(".hm").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(visit.Page).Not.ToHaveURLAsync(selected);
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/traces$"));
        await Assertions.Expect(visit.Page.Locator(".dif")).ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Chart_Brushed_NarrowsTheRange()
    {
        var visit = await _host.OpenAsync("/traces");
        var chart = visit.Page.Locator(".tc canvas").First;
        await chart.WaitForAsync();
        var box = (await chart.BoundingBoxAsync())!;

        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * .4f), box.Y + 60);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(box.X + (box.Width * .6f), box.Y + 60, new() { Steps = 5 });
        await visit.Page.Mouse.UpAsync();

        await Assertions.Expect(visit.Page).ToHaveURLAsync(new Regex("/traces\\?from=.*&to="));
    }
}
