using Bunit;
using Microsoft.AspNetCore.Components;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.UI.Components.Controls;
using Observe.UI.Live;
using Observe.UI.Tests.Pages;

namespace Observe.UI.Tests.Components.Controls;

public sealed class TailViewTests : ExplorerContext
{
    private LiveSwitch Switch => Services.GetRequiredService<LiveSwitch>();

    [Fact]
    public void Beat_LinesArrived_ShowsThemTheNewestFirst()
    {
        Tails.Arrive(Log("before"));
        var view = Start();
        Assert.Contains("Nothing that matches has arrived yet", view.Markup, StringComparison.Ordinal);

        Arrive("a", "b");
        Beat();

        view.WaitForAssertion(() => Assert.Equal(["b", "a"], Bodies(view)));
        Arrive("c");
        Beat();
        view.WaitForAssertion(() => Assert.Equal(["c", "b", "a"], Bodies(view)));
    }

    [Fact]
    public async Task Paused_ByTheViewerTheTabOrScrolling_ReadsNothingAndLosesNothing()
    {
        var view = Start();
        foreach (var (pause, resume) in new (Action, Action)[]
        {
            (() => Switch.IsOn = false, () => Switch.IsOn = true),
            (() => Switch.IsVisible = false, () => Switch.IsVisible = true),
            (() => view.Instance.OnScrolled(true), () => view.Instance.OnScrolled(false)),
        })
        {
            await view.InvokeAsync(pause);
            var (reads, shown) = (Tails.Reads, Bodies(view).Count);
            Arrive($"while paused {reads}");
            Beat();
            Assert.Equal(reads, Tails.Reads);

            await view.InvokeAsync(resume);
            Beat();
            view.WaitForAssertion(() => Assert.Equal(shown + 1, Bodies(view).Count));
        }
        Assert.Equal(Bodies(view).Distinct(), Bodies(view));
    }

    [Fact]
    public void Read_Fails_SaysSoAndGoesOnFromTheSamePlace()
    {
        var view = Start();
        Arrive("a");
        Tails.Failure = new TimeoutException();
        Beat();
        view.WaitForAssertion(() => Assert.Contains("tried again, from the same place", view.Markup, StringComparison.Ordinal));

        Tails.Failure = null;
        Beat();

        view.WaitForAssertion(() => Assert.Equal(["a"], Bodies(view)));
    }

    [Fact]
    public void Beat_MoreThanIsShown_SaysHowManyAreNot()
    {
        var view = Start();
        Arrive([.. Enumerable.Range(0, 700).Select(index => $"line {index}")]);
        Beat();

        view.WaitForAssertion(() => Assert.Equal(500, Bodies(view).Count));
        Assert.Contains("200 skipped", view.Markup, StringComparison.Ordinal);
        Arrive("last");
        Beat();
        view.WaitForAssertion(() => Assert.Equal("last", Bodies(view)[0]));
        Assert.Equal(500, Bodies(view).Count);
    }

    private IRenderedComponent<TailView<LogRecord>> Start()
    {
        var view = Render<TailView<LogRecord>>(parameters => parameters
            .Add(item => item.Target, SearchTarget.Logs)
            .Add(item => item.Read, (tails, position, search, most, token) => tails.LogsAsync(position, search, most, token))
            .Add(item => item.Key, log => log.Id)
            .Add(item => item.ChildContent, (RenderFragment<IReadOnlyList<LogRecord>>)(logs => builder =>
            {
                foreach (var log in logs)
                {
                    builder.OpenElement(0, "p");
                    builder.AddAttribute(1, "class", "row");
                    builder.AddContent(2, log.Body);
                    builder.CloseElement();
                }
            })));
        view.WaitForAssertion(() => Assert.Contains("since", view.Markup, StringComparison.Ordinal));
        return view;
    }

    private void Beat() => Clock.Advance(TimeSpan.FromSeconds(1));

    private void Arrive(params string[] bodies)
    {
        foreach (var body in bodies)
        {
            Tails.Arrive(Log(body));
        }
    }

    private static List<string> Bodies(IRenderedComponent<TailView<LogRecord>> view) => [.. view.FindAll(".row").Select(row => row.TextContent)];

    private static LogRecord Log(string body) => new() { Id = body, TimeUnixNanoseconds = 1, Body = body, Service = "payments" };
}
