using Observe.Storage.Config;
using Observe.UI.Components.Pages.Alerts;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class RuleFormTests
{
    private static readonly AlertRule SomeRule = new()
    {
        Id = "id",
        Name = "payments errors",
        Function = "payments",
        Threshold = 0.05,
        RecoveryThreshold = 0.03,
        For = TimeSpan.FromMinutes(2),
        NoData = NoDataPolicy.Keep,
        WebhookIds = ["hook"],
    };

    [Fact]
    public void Read_UntouchedFields_GiveTheSameRule()
    {
        var rule = new RuleForm(SomeRule).Read(new HashSet<string> { "hook" }, out var errors);

        Assert.Empty(errors);
        Assert.Equal(SomeRule with { WebhookIds = rule!.WebhookIds }, rule);
        Assert.Equal(["hook"], rule.WebhookIds);
    }

    [Fact]
    public void Choose_Advice_BeginsWithADayAndEveryTenMinutes()
    {
        var form = new RuleForm(null);

        form.Choose(AlertRuleType.Advice.Name);

        Assert.Equal(("0", "24h", "10m", true), (form.Threshold, form.Window, form.Interval, form.ResolvesItself));
        form.Choose(AlertRuleType.Deaths.Name);
        Assert.Equal(("5", "5m", "1m", false), (form.Threshold, form.Window, form.Interval, form.ResolvesItself));
    }

    [Fact]
    public void Choose_BurnRate_AsksForAnObjectiveAndBeginsAtItsLimits()
    {
        var form = new RuleForm(null) { Name = "budget", Function = "payments", Objective = "99.95" };

        form.Choose(AlertRuleType.SloBurnRate.Name);
        var rule = form.Read(new HashSet<string>(), out var errors);

        Assert.Empty(errors);
        Assert.Equal((0.9995, 1.0), (rule!.Objective, rule.Threshold));
        Assert.Equal("99.95", new RuleForm(rule).Objective);
    }

    [Fact]
    public void Read_SeveralBadFields_NamesEachOnce()
    {
        var form = new RuleForm(null) { Name = "", Function = "f", Threshold = "five", Window = "5 minutes", For = "2d" };

        Assert.Null(form.Read(new HashSet<string>(), out var errors));
        Assert.Equal(["for", "name", "threshold", "window"], errors.Select(error => error.Field).Order());
    }
}
