using Observe.Server.Composition;
using Observe.Server.Health;

namespace Observe.Server.Tests.Composition;

public sealed class CommandLineSwitchesTests
{
    [Fact]
    public void Read_AllKinds_BecomeConfiguration()
    {
        var switches = CommandLineSwitches.Read(
            ["--data", "here", "--demo", "--roles=ui,api", "--Observe:Server:Url", "http://127.0.0.1:0"]);

        Assert.Null(switches.Text);
        Assert.Equal(
            ["--Observe:Storage:DataDirectory=here", "--Observe:Demo:Enabled=true", "--Observe:Server:Roles=ui,api", "--Observe:Server:Url=http://127.0.0.1:0"],
            switches.Configuration);
    }

    [Theory]
    [InlineData("--dmeo")]
    [InlineData("--data")]
    [InlineData("--data=")]
    [InlineData("serve")]
    [InlineData("--demo=yes")]
    [InlineData("--urls=http://0.0.0.0:80")]
    public void Read_UnknownOrWithoutValue_IsAnErrorThatNamesIt(string arg)
    {
        var switches = CommandLineSwitches.Read([arg]);

        Assert.True(switches.IsError);
        Assert.Contains(arg.Split('=')[0], switches.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Health_AsksTheServerOfTheSameConfiguration()
    {
        var switches = CommandLineSwitches.Read(["--Observe:Server:Url=http://127.0.0.1:80", "--health"]);

        Assert.True(switches.AsksHealth);
        Assert.Equal(["--Observe:Server:Url=http://127.0.0.1:80"], switches.Configuration);
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://*:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://[::]:8080", "http://127.0.0.1:8080/")]
    [InlineData("https://10.1.2.3:443", "https://10.1.2.3/")]
    [InlineData("http://localhost:80", "http://localhost/")]
    public void Address_OfTheServersOwn_CanBeCalled(string url, string expected) => Assert.Equal(expected, HealthSwitch.Address(url).ToString());

    [Fact]
    public void Read_Help_IsNoError() => Assert.False(CommandLineSwitches.Read(["--help"]).IsError);
}
