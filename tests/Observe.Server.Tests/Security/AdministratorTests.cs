using Observe.Server.Security;

namespace Observe.Server.Tests.Security;

public sealed class AdministratorTests
{
    [Theory]
    [InlineData("ada", "correct horse", true)]
    [InlineData("ada", "correct horse ", false)]
    [InlineData("Ada", "correct horse", false)]
    [InlineData("", "", false)]
    public void Matches_Pair_MustBeBothExact(string user, string password, bool expected) =>
        Assert.Equal(expected, new Administrator("ada", "correct horse").Matches(user, password));

    [Fact]
    public void MatchesAgain_OnlyAfterMatches_AcceptsThatPair()
    {
        var administrator = new Administrator("ada", "correct horse");
        Assert.False(administrator.MatchesAgain("ada", "correct horse"));

        administrator.Matches("ada", "correct horse");
        administrator.Matches("ada", "wrong");

        Assert.True(administrator.MatchesAgain("ada", "correct horse"));
        Assert.False(administrator.MatchesAgain("adac", "orrect horse"));
    }

    [Fact]
    public void Stamp_AnotherPassword_IsAnother()
    {
        Assert.Equal(new Administrator("ada", "one").Stamp, new Administrator("ada", "one").Stamp);
        Assert.NotEqual(new Administrator("ada", "one").Stamp, new Administrator("ada", "two").Stamp);
    }
}
