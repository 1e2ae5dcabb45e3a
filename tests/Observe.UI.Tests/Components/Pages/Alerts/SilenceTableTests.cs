using Bunit;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Alerts;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class SilenceTableTests : UITestContext
{
    [Fact]
    public void Show_EachState_SaysWhoWhyAndUntilWhen()
    {
        var table = Show(Silence("a", -1, 2), Silence("b", 1, 3), Silence("c", -30, -26));

        Assert.Equal(["active", "pending", "expired"], table.FindAll("tbody .bdg").Select(badge => badge.TextContent.Trim()));
        Assert.Equal(["Expire", "Delete", "Delete"], table.FindAll("tbody button:last-child").Select(button => button.TextContent));
        var first = table.Find("tbody tr").TextContent;
        Assert.Contains("function=~\"check.*\"", first, StringComparison.Ordinal);
        Assert.Contains("a deploy", first, StringComparison.Ordinal);
        Assert.Contains("ada", first, StringComparison.Ordinal);
        Assert.Contains("05:15, 2 h left", first, StringComparison.Ordinal);
        Assert.Contains("22 Nov 01:15", table.FindAll("tbody tr")[2].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Click_Expire_AsksForThatSilence()
    {
        Silence? ended = null;
        var silence = Silence("a", -1, 2);
        var table = Render<SilenceTable>(parameters => parameters
            .Add(component => component.Silences, [silence]).Add(component => component.Now, Some.Now).Add(component => component.OnEnd, item => ended = item));

        await ClickAsync(table, "button", "Expire");

        Assert.Equal(silence, ended);
    }

    [Fact]
    public void Show_HundredsThatHaveEnded_CountsThoseThatAreNotShown() => Assert.Contains(
        "and 150 more that have ended", Show([.. Enumerable.Range(0, 200).Select(number => Silence($"{number}", -9, -1))]).Markup, StringComparison.Ordinal);

    private IRenderedComponent<SilenceTable> Show(params Silence[] silences) => Render<SilenceTable>(parameters => parameters
        .Add(component => component.Silences, silences).Add(component => component.Now, Some.Now));

    private static Silence Silence(string id, int fromHour, int toHour) => new()
    {
        Id = id,
        Matchers = [new SilenceMatcher("function", "=~", "check.*")],
        StartsAt = Some.Now.AddHours(fromHour),
        EndsAt = Some.Now.AddHours(toHour),
        Author = "ada",
        Reason = "a deploy",
    };
}
