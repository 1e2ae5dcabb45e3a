using CsCheck;
using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

public sealed class Re2SyntaxTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData("^GET /orders/[0-9]+$")]
    [InlineData(@"a\.b|\d{2,3}?|(?i)x|(?:y)+|(?P<n>z)")]
    [InlineData("[]a]")]
    [InlineData("[^]a]")]
    [InlineData("[[:alpha:]_]*")]
    [InlineData(@"[\]]")]
    [InlineData(@"\Q(*[\E+")]
    [InlineData(@"\pL\p{Greek}")]
    [InlineData("a{,5}{")]
    [InlineData("{}")]
    [InlineData("{*")]
    [InlineData("(a|{,3}?b)")]
    [InlineData("^*")]
    [InlineData("()")]
    public async Task Check_WhatTheEngineTakes_IsTaken(string pattern)
    {
        Assert.True(await EngineTakesAsync(pattern));
        Assert.Null(Re2Syntax.Check(pattern));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("[[:alpha:]")]
    [InlineData("+")]
    [InlineData("a|*")]
    [InlineData("(*a)")]
    [InlineData("(?=a)")]
    [InlineData("(?<!a)b")]
    [InlineData("(?>a)")]
    [InlineData(@"(a)\1")]
    [InlineData(@"a\")]
    [InlineData("a{1001}")]
    [InlineData("a{3,2}")]
    public async Task Check_CommonMistake_IsRefusedAsTheEngineWould(string pattern)
    {
        Assert.False(await EngineTakesAsync(pattern));
        Assert.NotNull(Re2Syntax.Check(pattern));
    }

    [Fact]
    public async Task Check_AnyPattern_NeverRefusesWhatTheEngineTakes()
    {
        var piece = Gen.OneOf(Gen.Char["ab01.*+?|()[]{}^$\\,:-QEdpP<>=!i"].Select(c => c.ToString()), Gen.Const("(?"), Gen.Const("[:"));
        var patterns = new List<string>();
        piece.Array[1, 8].Sample(pieces => patterns.Add(string.Concat(pieces)), iter: 1_500, threads: 1);

        foreach (var pattern in patterns.Distinct().Where(pattern => Re2Syntax.Check(pattern) is not null))
        {
            Assert.False(await EngineTakesAsync(pattern), $"RE2 takes {pattern}: {Re2Syntax.Check(pattern)}");
        }
    }

    private async Task<bool> EngineTakesAsync(string pattern)
    {
        var parameters = new SqlParameters();
        var placeholder = parameters.Add("String", pattern);
        try
        {
            // match() looks for a literal part first and may never come to compile the pattern; replacing always does.
            await fixture.Database.QueryAsync(
                $"SELECT replaceRegexpAll(toString(number), {placeholder}, '') FROM numbers(3)", parameters, row => 0, default);
            return true;
        }
        catch (ClickHouse.Driver.ClickHouseServerException error) when (error.Message.Contains("not a valid re2 pattern", StringComparison.Ordinal))
        {
            return false;
        }
    }
}
