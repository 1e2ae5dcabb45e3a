using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

public sealed class SqlTokensTests
{
    [Theory]
    [InlineData("SELECT a1, 2", "SELECT|a1|,|2")]
    [InlineData("a -- b; c\nd", "a|d")]
    [InlineData("a /* b; ' */ d # e\nf", "a|d|f")]
    [InlineData("'it''s; \\' one' x", "'it''s; \\' one'|x")]
    [InlineData("\"a;\" `b;`", "\"a;\"|`b;`")]
    [InlineData("$$ ; ' $$ a $x$ $$ ; $x$", "$$ ; ' $$|a|$x$ $$ ; $x$")]
    [InlineData("$1", "$|1")]
    [InlineData("'open; a", "'open; a")]
    [InlineData("/* open", "")]
    public void Of_Text_CutsAsTheEngineDoes(string sql, string tokens) => Assert.Equal(tokens, string.Join('|', SqlTokens.Of(sql)));
}
