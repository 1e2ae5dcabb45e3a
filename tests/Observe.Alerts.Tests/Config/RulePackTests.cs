using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class RulePackTests
{
    [Fact]
    public void Serverless_EachRule_CanBeSavedAsItIs()
    {
        Assert.NotEmpty(RulePack.Serverless);
        Assert.All(RulePack.Serverless, rule => Assert.Empty(AlertRuleValidator.Validate(rule, new HashSet<string>())));
        Assert.All(RulePack.Serverless, rule => Assert.True(rule.IsForEveryFunction));
        Assert.Equal(RulePack.Serverless.Count, RulePack.Serverless.Select(rule => rule.Name).Distinct().Count());
    }
}
