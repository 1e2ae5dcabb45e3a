using Observe.Samples.Platform;

namespace Observe.Sdk.Tests.Samples;

public sealed class PlatformOptionsTests
{
    [Fact]
    public void From_AllSet_TakesThem()
    {
        var options = From(
            ["--exit-with-parent"],
            ("OBSERVE_DEMO_IDLE_SECONDS", "1.5"), ("OBSERVE_DEMO_RATE", "6"), ("OBSERVE_DEMO_BAD_PHASE", "always"),
            ("OBSERVE_DEMO_PROVISIONED", "2"), ("OBSERVE_DEMO_UNFORESEEN_EVERY", "40"), ("OBSERVE_DEMO_DEPLOY_SECONDS", "30"), ("OBSERVE_DEMO_SCHEDULE_SECONDS", "5"),
            ("OBSERVE_DEMO_SHAPE", "steady"), ("OBSERVE_DEMO_LEAK_SECONDS", "45"));

        Assert.Equal(
            new PlatformOptions
            {
                Idle = TimeSpan.FromSeconds(1.5),
                Rate = 6,
                BadPhase = BadPhase.Always,
                Provisioned = 2,
                UnforeseenEvery = 40,
                DeployAfter = TimeSpan.FromSeconds(30),
                ScheduleEvery = TimeSpan.FromSeconds(5),
                Shape = TrafficShape.Steady,
                LeakAfter = TimeSpan.FromSeconds(45),
                ExitWithParent = true,
            },
            options);
    }

    [Theory]
    [InlineData("OBSERVE_DEMO_IDLE_SECONDS", "0")]
    [InlineData("OBSERVE_DEMO_RATE", "fast")]
    [InlineData("OBSERVE_DEMO_BAD_PHASE", "sometimes")]
    [InlineData("OBSERVE_DEMO_UNFORESEEN_EVERY", "often")]
    [InlineData("OBSERVE_DEMO_DEPLOY_SECONDS", "soon")]
    [InlineData("OBSERVE_DEMO_SHAPE", "week")]
    [InlineData("OBSERVE_DEMO_LEAK_SECONDS", "0")]
    public void From_Nonsense_NamesTheVariable(string name, string value)
    {
        var refused = Assert.Throws<FormatException>(() => From([], (name, value)));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_NothingUnforeseen_HasNone() => Assert.Equal(0, From([], ("OBSERVE_DEMO_UNFORESEEN_EVERY", "never")).UnforeseenEvery);

    [Fact]
    public void From_NoDeploy_HasNone() => Assert.Null(From([], ("OBSERVE_DEMO_DEPLOY_SECONDS", "never")).DeployAfter);

    [Fact]
    public void From_NoLeak_HasNone() => Assert.Null(From([], ("OBSERVE_DEMO_LEAK_SECONDS", "never")).LeakAfter);

    private static PlatformOptions From(string[] arguments, params (string Name, string Value)[] variables) =>
        PlatformOptions.From(arguments, name => variables.FirstOrDefault(v => v.Name == name).Value);
}
