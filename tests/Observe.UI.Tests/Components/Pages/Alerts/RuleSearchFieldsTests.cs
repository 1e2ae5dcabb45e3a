using Bunit;
using Observe.Storage.Config;
using Observe.Storage.Read;
using Observe.UI.Components.Pages.Alerts;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class RuleSearchFieldsTests : UITestContext
{
    public RuleSearchFieldsTests() => Services.AddSingleton<IAttributeReader>(new FakeAttributeReader());

    [Fact]
    public async Task Measure_Ratio_AsksForTheSecondSearch()
    {
        var form = new RuleForm(null) { Type = AlertRuleType.Search.Name };
        var told = 0;
        var fields = Render<RuleSearchFields>(parameters => parameters
            .Add(view => view.Form, form)
            .Add(view => view.ErrorOf, _ => null)
            .Add(view => view.OnMeasure, () => told++));

        await fields.InvokeAsync(() => fields.FindAll("select")[1].Change("Ratio"));

        Assert.Contains("Second search", fields.Markup, StringComparison.Ordinal);
        Assert.Equal((SearchMeasure.Ratio, "%", 1), (form.Measure, form.ThresholdUnit, told));
    }

    [Fact]
    public async Task Query_IsTyped_KeepsEverySpace()
    {
        var form = new RuleForm(null) { Type = AlertRuleType.Search.Name };
        var fields = Render<RuleSearchFields>(parameters => parameters.Add(view => view.Form, form).Add(view => view.ErrorOf, _ => null));

        await InputAsync(fields, "input[role=combobox]", "service = ");
        await InputAsync(fields, "input[role=combobox]", "service = shop");

        Assert.Equal("service = shop", form.Query);
    }
}
