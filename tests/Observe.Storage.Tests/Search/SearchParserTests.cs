using CsCheck;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

public sealed class SearchParserTests
{
    [Theory]
    [InlineData("service = checkout", "service = checkout")]
    [InlineData("service=checkout", "service = checkout")]
    [InlineData("a = 1 and b = 2 or c = 3", "a = 1 and b = 2 or c = 3")]
    [InlineData("a = 1 and (b = 2 or c = 3)", "a = 1 and (b = 2 or c = 3)")]
    [InlineData("((a = 1))", "a = 1")]
    [InlineData("not a = 1 and b = 2", "not a = 1 and b = 2")]
    [InlineData("not (a = 1 and b = 2)", "not (a = 1 and b = 2)")]
    [InlineData("NOT cold AND status = error", "not cold and status = error")]
    [InlineData("service in (a, 'b c')", "service in (a, \"b c\")")]
    [InlineData("service not in (a)", "service not in (a)")]
    [InlineData("http.route exists", "http.route exists")]
    [InlineData("name starts with \"POST /\"", "name starts with \"POST /\"")]
    [InlineData("name !~ health.*", "name !~ health.*")]
    [InlineData("resource.host.name = `x`", null)]
    [InlineData("resource.`odd name` = x", "resource.`odd name` = x")]
    [InlineData("`and` = \"or\"", "`and` = \"or\"")]
    [InlineData("timeout checkout", "\"timeout\" and \"checkout\"")]
    [InlineData("\"two words\" level >= warn", "\"two words\" and level >= warn")]
    [InlineData("duration > 1.5s", "duration > 1.5s")]
    [InlineData("url = https://a.b/c?d=1", null)]
    [InlineData("http.route not exists", "not http.route exists")]
    [InlineData("name not contains x", "not name contains x")]
    [InlineData("name not starts with x", "not name starts with x")]
    [InlineData("not not cold", "not not cold")]
    [InlineData("(a = 1 or b = 2) c = 3", "(a = 1 or b = 2) and c = 3")]
    [InlineData("a = 1 and (b = 2 and c = 3)", "a = 1 and (b = 2 and c = 3)")]
    [InlineData("it's declined", "\"it's\" and \"declined\"")]
    [InlineData("paid with card", "\"paid\" and \"with\" and \"card\"")]
    [InlineData("http.route = /orders/{id}", "http.route = /orders/{id}")]
    [InlineData("log.level = 30", "span.level = 30")]
    [InlineData("{service=a and cold}and{service=b}", "{ service = a and cold } and { service = b }")]
    [InlineData("{ x = /orders/{id} }", "{ x = /orders/{id} }")]
    [InlineData("{ x in ({id}, {a}) }", "{ x in ({id}, {a}) }")]
    [InlineData("not { cold } or trace.duration > 2s", "not { cold } or trace.duration > 2s")]
    [InlineData("{ x = \"a}\" }", "{ x = \"a}\" }")]
    [InlineData("x = a}", "x = \"a}\"")]
    [InlineData("{ a or b } c = 1", "{ \"a\" or \"b\" } and c = 1")]
    [InlineData("`service` = x", "`service` = x")]
    [InlineData("500 = x", "`500` = x")]
    [InlineData("level >= Warning", "level >= Warning")]
    [InlineData("event = exception", "event = exception")]
    [InlineData("q = \"a\\\"b\\\\c\"", "q = \"a\\\"b\\\\c\"")]
    public void Parse_Text_PrintsCanonically(string text, string? printed) =>
        Assert.Equal(printed, SearchParser.Parse(text).Expression?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t")]
    public void Parse_Blank_IsEverything(string text)
    {
        var result = SearchParser.Parse(text);

        Assert.Null(result.Expression);
        Assert.Null(result.Error);
    }

    [Theory]
    [InlineData("service =", 9, "Expected a value")]
    [InlineData("service = = x", 10, "Expected a value")]
    [InlineData("(a = 1", 6, "Expected )")]
    [InlineData("a = 1)", 5, "closes nothing")]
    [InlineData("a = \"x", 4, "never closed")]
    [InlineData("\"x\" = 3", 4, "backticks")]
    [InlineData("and a = 1", 0, "Expected a condition")]
    [InlineData("a = 1 and", 9, "Expected a condition")]
    [InlineData("a in x", 5, "Expected (")]
    [InlineData("a in (x", 7, "Expected , or )")]
    [InlineData("name starts x", 12, "Expected with")]
    [InlineData("status = broken", 9, "status is one of unset, ok, error")]
    [InlineData("kind > server", 0, "takes = and !=")]
    [InlineData("duration > 500", 11, "like 500ms")]
    [InlineData("trace = abc", 8, "32 hexadecimal")]
    [InlineData("level >= loud", 9, "level is one of")]
    [InlineData("a ! b", 2, "Expected and, or")]
    [InlineData("duration in (1s, abc)", 17, "like 500ms")]
    [InlineData("status in (broken)", 11, "status is one of")]
    [InlineData("level not in (loud)", 14, "level is one of")]
    [InlineData("trace in (abc)", 10, "32 hexadecimal")]
    [InlineData("duration contains 5", 0, "is a number")]
    [InlineData("level starts with w", 0, "is a number")]
    [InlineData("kind contains ser", 0, "takes = and !=")]
    [InlineData("cold contains x", 0, "takes = and !=")]
    [InlineData("span ~ ab", 0, "takes = and !=")]
    [InlineData("name contains \"\"", 14, "not empty")]
    [InlineData("name ~ \"\"", 7, "not empty")]
    [InlineData("name ~ \"(a\"", 7, "'(' is not closed")]
    [InlineData("name ~ a)", 8, "closes nothing")]
    [InlineData("name ~ \"a)\"", 7, "')' without a '('")]
    [InlineData("name ~ [a", 7, "'[' is not closed")]
    [InlineData("name ~ *a", 7, "nothing stands before")]
    [InlineData("name ~ \"(?=a)\"", 7, "ahead or behind")]
    [InlineData("name !~ \"(a)\\1\"", 8, "back references")]
    [InlineData("name ~ a{1001}", 7, "1000 times")]
    [InlineData("service", 7, "Expected an operator after service")]
    [InlineData("service and cold", 8, "Expected an operator after service")]
    [InlineData("`odd name`", 10, "Expected an operator after `odd name`")]
    [InlineData("cold \"\"", 5, "a text between the quotes")]
    [InlineData("service:checkout", 7, "write = instead of the colon")]
    [InlineData("cold && status = error", 5, "write and")]
    [InlineData("cold || status = error", 5, "write or")]
    [InlineData("{ service = a", 13, "Expected }")]
    [InlineData("{ service = a } }", 16, "begins no condition")]
    [InlineData("{ a = 1 and { b = 2 } }", 12, "do not nest")]
    [InlineData("{ }", 2, "Expected a condition")]
    [InlineData("{ (a = 1 }", 9, "Expected )")]
    [InlineData("trace.duration > 5", 17, "like 500ms")]
    [InlineData("trace.duration ~ 5s", 0, "is a number")]
    public void Parse_Wrong_NamesThePlaceAndWhatWasExpected(string text, int position, string message)
    {
        var error = SearchParser.Parse(text).Error;

        Assert.NotNull(error);
        Assert.Equal(position, error.Position);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.True(error.Length >= 1);
    }

    [Fact]
    public void Parse_TooDeep_IsAnErrorNotACrash()
    {
        Assert.NotNull(SearchParser.Parse(new string('(', 10_000)).Error);
        Assert.NotNull(SearchParser.Parse(string.Concat(Enumerable.Repeat("not ", 4_000)) + "a").Error);
        Assert.NotNull(SearchParser.Parse(string.Join(" and ", Enumerable.Repeat("a = 1", 201))).Error);
        Assert.NotNull(SearchParser.Parse(new string('a', 16_385)).Error);
    }

    [Fact]
    public void Parse_LongLists_AreBoundedByTheirValues()
    {
        var values = string.Join(", ", Enumerable.Range(0, 201));

        Assert.Contains("at most 200", SearchParser.Parse($"a in ({values})").Error!.Message, StringComparison.Ordinal);
        Assert.NotNull(SearchParser.Parse("a in (0" + string.Concat(Enumerable.Repeat(", 1", 199)) + ")").Expression);
    }

    [Fact]
    public void Parse_PrintedExpression_IsEqual() =>
        SearchGenerator.Expression.Sample(
            expression =>
            {
                var text = expression.ToString();
                var result = SearchParser.Parse(text);
                Assert.True(result.Error is null, $"{text}: {result.Error?.Message}");
                Assert.Equal(expression, result.Expression);
            },
            iter: 5_000);

    [Fact]
    public void Parse_AnyText_NeverThrows() =>
        SearchGenerator.HostileText.Sample(
            text =>
            {
                var result = SearchParser.Parse(text);
                Assert.False(result.Error is not null && result.Expression is not null);
                Assert.All(SearchTokens.Of(text), token => Assert.InRange(token.Start + token.Length, 1, text.Length));
            },
            iter: 20_000);
}
