using Observe.Storage.Config;
using Observe.UI.Browser;
using Observe.UI.Components.Pages.Alerts;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class SilenceFormTests
{
    private readonly ViewerClock _clock = new();

    public SilenceFormTests() => _clock.Use("Europe/Berlin", 60);

    [Fact]
    public void New_OfAnAlert_MatchesItAndNoOther()
    {
        var alert = Alert("errors", "checkout");
        var form = new SilenceForm(SilenceForm.New(alert, Some.Now), _clock);

        Assert.Equal([alert], form.Hits([alert, Alert("errors", "payments"), Alert("cold", "checkout")])!);
    }

    [Fact]
    public void New_WithoutAnAlert_IsRefusedUntilItNamesSomething()
    {
        var form = new SilenceForm(SilenceForm.New(null, Some.Now), _clock) { Reason = "a deploy" };
        Assert.Null(form.Read(Some.Now, "ada", out var errors));
        Assert.Equal("matchers", Assert.Single(errors).Field);

        form.Matchers[0].Value = " checkout ";

        Assert.Equal(new SilenceMatcher("function", "=", "checkout"), Assert.Single(form.Read(Some.Now, "ada", out _)!.Matchers));
    }

    [Fact]
    public void Read_TimesOfTheViewer_AreTheSameInstantsAndKeepTheirSecondsWhenNotTouched()
    {
        var starts = Some.Now.AddSeconds(17);
        var form = new SilenceForm(SilenceForm.New(Alert("errors", "checkout"), starts), _clock) { Reason = "a deploy" };
        Assert.Equal(_clock.Local(Observe.Storage.UnixTime.Nanoseconds(Some.Now)).Hour, form.StartsAt.Hour);

        form.Last(TimeSpan.FromHours(4));
        var silence = form.Read(starts, "ada", out _)!;

        Assert.Equal((starts, "ada"), (silence.StartsAt, silence.Author));
        Assert.Equal(Some.Now.AddHours(4), silence.EndsAt);
    }

    [Fact]
    public void Hits_ExpressionThatCannotBe_IsNoAnswer()
    {
        var form = new SilenceForm(SilenceForm.New(null, Some.Now), _clock);
        form.Matchers[0].Operator = "=~";
        form.Matchers[0].Value = "(";

        Assert.Null(form.Hits([Alert("errors", "checkout")]));
    }

    [Theory]
    [InlineData(0, 1, "")]
    [InlineData(1, 1, "silenced")]
    [InlineData(1, 3, "1 of 3 silenced")]
    [InlineData(3, 3, "silenced")]
    public void Silenced_SomeOfTheOpenOnes_SaysHowMany(int silenced, int open, string expected) => Assert.Equal(
        expected, AlertText.Silenced(Alert("errors", "checkout") with { SilencedInstances = silenced, OpenInstances = open }));

    private static AlertStatus Alert(string rule, string function) => new()
    {
        Rule = new AlertRule { Id = "id-of-" + rule, Name = rule, Function = function, Threshold = 0.05 },
        Labels = LabelSet.OfFunction(function),
        FiringSince = Some.Now.AddMinutes(-5),
        OpenInstances = 1,
    };
}
