using Observe.Server.Composition;

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
    public void Read_Help_IsNoError() => Assert.False(CommandLineSwitches.Read(["--help"]).IsError);
}
