using System.Text;
using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

/// <summary>What searches mean where types, absence and precision matter, asked of the real engine.</summary>
public sealed class SearchMeaningTests(SearchFixture fixture) : IClassFixture<SearchFixture>
{
    [Theory]
    // Whole numbers are exact to the last digit, as numbers and as texts.
    [InlineData("big = 9007199254740993", "plain")]
    [InlineData("big = 9007199254740992")]
    [InlineData("big > 9007199254740992", "plain")]
    [InlineData("big.text = 9007199254740993", "plain")]
    [InlineData("big.text = 9007199254740992")]
    [InlineData("big in (1, 9007199254740993)", "plain")]
    [InlineData("duration = 1.1ms", "failed")]
    [InlineData("duration = 0.57us", "retried")]
    [InlineData("duration < 1us", "plain", "retried")]
    [InlineData("duration > -1s", "failed", "plain", "retried")]
    // A number equals a text that reads as it.
    [InlineData("ratio = 0.5", "plain")]
    [InlineData("ratio = \"0.5\"")]
    [InlineData("ratio >= 0.5", "plain")]
    // Text operators look at whole numbers, too.
    [InlineData("code starts with 5", "plain")]
    [InlineData("code ~ ^5..$", "plain")]
    [InlineData("code not contains 4", "failed", "plain", "retried")]
    // What is absent meets no condition, and every negation.
    [InlineData("trigger ~ .*")]
    [InlineData("trigger !~ .*", "failed", "plain", "retried")]
    [InlineData("instance < b")]
    [InlineData("nothing ~ .*")]
    [InlineData("nothing = \"\"")]
    [InlineData("empty = \"\"", "plain")]
    [InlineData("empty exists", "plain")]
    [InlineData("function not exists", "plain")]
    [InlineData("resource.host.name not exists", "failed", "retried")]
    [InlineData("resource.host.name starts with h", "plain")]
    [InlineData("resource.host.name != h-1", "failed", "retried")]
    [InlineData("flag = false", "plain")]
    [InlineData("flag != true", "failed", "plain", "retried")]
    [InlineData("cold not exists", "failed", "plain", "retried")]
    [InlineData("parent exists")]
    // Names that mean something else without their quotes or prefix.
    [InlineData("`service` = own", "plain")]
    [InlineData("span.service = own", "plain")]
    [InlineData("service = own")]
    [InlineData("`log.file` = a.log", "plain")]
    [InlineData("`it's odd` = \"é😀\"", "plain")]
    // Events and scopes.
    [InlineData("event = exception", "failed")]
    [InlineData("event != exception", "plain", "retried")]
    [InlineData("event in (retry, exception)", "failed", "retried")]
    [InlineData("event starts with re", "retried")]
    [InlineData("event exists", "failed", "retried")]
    [InlineData("event.exception.type = TimeoutException", "failed")]
    [InlineData("event.exception.type != TimeoutException", "plain", "retried")]
    [InlineData("event.exception.type contains timeout", "failed")]
    [InlineData("event.retry = 3", "failed")]
    [InlineData("event.retry > 2", "failed")]
    [InlineData("event.fatal = true", "failed")]
    [InlineData("event.delay >= 2", "retried")]
    [InlineData("event.delay exists", "retried")]
    [InlineData("scope = shop and scope.tier = gold", "failed", "retried")]
    [InlineData("scope not exists", "plain")]
    public async Task Compile_ForSpans_FindsTheNames(string search, params string[] names) =>
        Assert.Equal(names, await fixture.FindAsync(search, SearchTarget.Spans));

    [Theory]
    [InlineData("level < error", "debugging", "warned")]
    [InlineData("level <= debug", "debugging")]
    [InlineData("level != warn", "debugging", "died", "unknown level")]
    [InlineData("level = Warning", "warned")]
    [InlineData("level in (debug, critical)", "debugging", "died")]
    [InlineData("level exists", "debugging", "died", "warned")]
    [InlineData("event = stock.low", "warned")]
    [InlineData("event exists", "warned")]
    [InlineData("trace exists", "died")]
    [InlineData("duration not exists", "debugging", "died", "unknown level", "warned")]
    [InlineData("status != error", "debugging", "died", "unknown level", "warned")]
    [InlineData("status = error")]
    [InlineData("event.x exists")]
    public async Task Compile_ForLogs_FindsTheBodies(string search, params string[] bodies) =>
        Assert.Equal(bodies, await fixture.FindAsync(search, SearchTarget.Logs));

    [Theory]
    [InlineData(" and ", "big = 9007199254740993")]
    [InlineData(" or ", "event.exception.type = 12345678901")]
    [InlineData(" and not ", "resource.host.name = \"x\"")]
    public async Task Compile_TheLongestSearch_IsTakenByTheEngine(string separator, string condition)
    {
        var search = string.Join(separator, Enumerable.Repeat(condition, SearchParser.MaxConditions));

        await fixture.FindAsync(search, SearchTarget.Spans);
    }

    [Fact]
    public async Task Compile_TheDeepestSearch_IsTakenByTheEngine()
    {
        var search = new StringBuilder("code = 503");
        for (var i = 0; i < SearchParser.MaxDepth / 2 - 2; i++)
        {
            search.Insert(0, "not (cold or ").Append(')');
        }

        Assert.Equal(["failed", "plain", "retried"], [.. (await fixture.FindAsync(search.ToString(), SearchTarget.Spans)).Concat(
            await fixture.FindAsync($"not ({search})", SearchTarget.Spans)).Order()]);
    }

    [Fact]
    public void Compile_ATreeThatIsNoSearch_MatchesNothing()
    {
        foreach (var field in new[] { "duration", "kind", "status", "level", "trace", "span", "cold" })
        {
            foreach (var op in Enum.GetValues<SearchOperator>())
            {
                var sql = SearchSql.Compile(
                    new CompareExpression(SearchField.Of(field), op, SearchValue.OfBare("xyz")),
                    field == "level" ? SearchTarget.Logs : SearchTarget.Spans,
                    new SqlParameters());

                Assert.Contains(sql, new[] { "0", "NOT (0)" });
            }
        }
    }
}
