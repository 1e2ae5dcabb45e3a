using Observe.Server.Security;

namespace Observe.Server.Tests.Security;

public sealed class PasswordHashTests
{
    [Fact]
    public void Matches_SamePassword_OnlyIfItIsExact()
    {
        var hash = PasswordHash.Of("correct horse");

        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", hash, StringComparison.Ordinal);
        Assert.True(PasswordHash.Matches("correct horse", hash));
        Assert.False(PasswordHash.Matches("correct horse ", hash));
        Assert.NotEqual(hash, PasswordHash.Of("correct horse"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct horse")]
    [InlineData("$argon2id$v=19$")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=4$AAAA$AAAA")]
    public void Matches_NoHash_IsFalse(string stored) => Assert.False(PasswordHash.Matches("correct horse", stored));

    [Theory]
    [InlineData("short", "short", "ada", "at least")]
    [InlineData("aaaaaaaaaaaa", "aaaaaaaaaaaa", "ada", "few different")]
    [InlineData("ada@example.com", "ada@example.com", "ada@example.com", "the name")]
    [InlineData("correct horse", "correct house", "ada", "not the same")]
    public void Mistake_BadChoice_IsNamed(string password, string again, string name, string text) =>
        Assert.Contains(text, NewPassword.Mistake(password, again, name), StringComparison.Ordinal);

    [Fact]
    public void Mistake_GoodChoice_IsNone() => Assert.Null(NewPassword.Mistake("correct horse", "correct horse", "ada"));
}
