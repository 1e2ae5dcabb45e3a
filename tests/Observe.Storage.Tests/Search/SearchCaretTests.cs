using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

public sealed class SearchCaretTests
{
    /// <summary>The caret is where the bar is; what a completion replaces stands in angle brackets below.</summary>
    [Theory]
    [InlineData("|", SearchPlace.Field, "", "", null)]
    [InlineData("  |", SearchPlace.Field, "", "", null)]
    [InlineData("ser|", SearchPlace.Field, "ser", "ser", null)]
    [InlineData("ser|vice = a", SearchPlace.Field, "service", "ser", null)]
    [InlineData("|service = a", SearchPlace.Field, "", "", null)]
    [InlineData("in|", SearchPlace.Field, "in", "in", null)]
    [InlineData("service |", SearchPlace.Operator, "", "", "service")]
    [InlineData("service co|", SearchPlace.Operator, "co", "co", "service")]
    [InlineData("service not |", SearchPlace.Operator, "", "", "service")]
    [InlineData("name starts |", SearchPlace.Operator, "", "", "name")]
    [InlineData("service =|", SearchPlace.Value, "", "", "service")]
    [InlineData("service=ch|eck", SearchPlace.Value, "check", "ch", "service")]
    [InlineData("service = |", SearchPlace.Value, "", "", "service")]
    [InlineData("service = in|", SearchPlace.Value, "in", "in", "service")]
    [InlineData("service = \"che|", SearchPlace.Value, "\"che", "che", "service")]
    [InlineData("service = \"che|ckout\" and cold", SearchPlace.Value, "\"checkout\"", "che", "service")]
    [InlineData("service = \"a \\\"b|", SearchPlace.Value, "\"a \\\"b", "a \"b", "service")]
    [InlineData("service = \"checkout\"|", SearchPlace.Connective, "", "", null)]
    [InlineData("name contains |", SearchPlace.Value, "", "", "name")]
    [InlineData("name starts with \"POST |", SearchPlace.Value, "\"POST ", "POST ", "name")]
    [InlineData("http.route !~ |", SearchPlace.Value, "", "", "http.route")]
    [InlineData("service in |", SearchPlace.Sign, "", "", "service")]
    [InlineData("service in (|", SearchPlace.Value, "", "", "service")]
    [InlineData("service in (a, b|", SearchPlace.Value, "b", "b", "service")]
    [InlineData("service not in (a, |)", SearchPlace.Value, "", "", "service")]
    [InlineData("service in (a |", SearchPlace.Sign, "", "", "service")]
    [InlineData("service in (a, b) |", SearchPlace.Connective, "", "", null)]
    [InlineData("service = a |", SearchPlace.Connective, "", "", null)]
    [InlineData("service = a an|", SearchPlace.Connective, "an", "an", null)]
    [InlineData("service = a and |", SearchPlace.Field, "", "", null)]
    [InlineData("service = a or not |", SearchPlace.Field, "", "", null)]
    [InlineData("not |", SearchPlace.Field, "", "", null)]
    [InlineData("db.system exists |", SearchPlace.Connective, "", "", null)]
    [InlineData("(|", SearchPlace.Field, "", "", null)]
    [InlineData("{ cold and |", SearchPlace.Field, "", "", null)]
    [InlineData("{ cold } |", SearchPlace.Connective, "", "", null)]
    [InlineData("\"declined\" |", SearchPlace.Connective, "", "", null)]
    [InlineData("`odd na|", SearchPlace.Field, "`odd na", "odd na", null)]
    [InlineData("`odd name` = |", SearchPlace.Value, "", "", "`odd name`")]
    [InlineData("resource.`odd name` = |", SearchPlace.Value, "", "", "resource.`odd name`")]
    [InlineData("resource.host|", SearchPlace.Field, "resource.host", "resource.host", null)]
    [InlineData("a = 1 and b = | and c = 2", SearchPlace.Value, "", "", "b")]
    public void At_Caret_IsAtThePlace(string text, SearchPlace place, string replaced, string typed, string? field)
    {
        var at = text.IndexOf('|', StringComparison.Ordinal);
        text = text.Remove(at, 1);

        var caret = SearchCaret.At(text, at);

        Assert.Equal(
            (place, replaced, typed, field),
            (caret.Place, text.Substring(caret.Start, caret.Length), caret.Typed, caret.Field?.ToString()));
    }

    [Fact]
    public void At_AnyTextAndPlace_AnswersAPieceAroundTheCaret()
    {
        var random = new Random(7);
        const string Signs = "ab .\"'`\\(){},=!<>~|&\n 1ß😀";
        for (var run = 0; run < 5_000; run++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(24)).Select(_ => Signs[random.Next(Signs.Length)]));
            var at = random.Next(text.Length + 1);

            var caret = SearchCaret.At(text, at);

            Assert.InRange(at, caret.Start, caret.Start + caret.Length);
        }
    }
}
