using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Search;
using Observe.UI.Shaping;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Shaping;

public sealed class QueryCompletionTests
{
    /// <summary>The caret is where the bar is; suggestions are what would be written.</summary>
    [Theory]
    [InlineData("ser|", SearchTarget.Spans, "service ")]
    [InlineData("le|", SearchTarget.Logs, "level ")]
    [InlineData("le|", SearchTarget.Spans, "")]
    [InlineData("http|", SearchTarget.Spans, "http.route ")]
    [InlineData("host|", SearchTarget.Spans, "resource.host.name ")]
    [InlineData("duration |", SearchTarget.Spans, "= |!= |> |>= |< |<= ")]
    [InlineData("service c|", SearchTarget.Spans, "contains ")]
    [InlineData("service n|", SearchTarget.Spans, "not in (")]
    [InlineData("cold |", SearchTarget.Spans, "= |!= |and |or ")]
    [InlineData("status = |", SearchTarget.Spans, "unset |ok |error ")]
    [InlineData("cold = t|", SearchTarget.Spans, "true ")]
    [InlineData("service = ch|", SearchTarget.Spans, "checkout |\"check in\" ")]
    [InlineData("service = \"che|", SearchTarget.Spans, "checkout |\"check in\" ")]
    [InlineData("service in (ca|", SearchTarget.Spans, "cart")]
    [InlineData("service = 5|", SearchTarget.Spans, "\"5ms\" ")]
    [InlineData("service ~ ch|", SearchTarget.Spans, "")]
    [InlineData("duration > |", SearchTarget.Spans, "")]
    [InlineData("service = cart a|", SearchTarget.Spans, "and ")]
    public async Task OfAsync_Caret_OffersWhatMayStandThere(string text, SearchTarget target, string offered)
    {
        var at = text.IndexOf('|', StringComparison.Ordinal);

        var completion = await QueryCompletion.OfAsync(
            text.Remove(at, 1), at, target, new FakeAttributeReader(), new FakeTimeProvider(Some.Now), default);

        Assert.Equal(offered, string.Join('|', completion.Suggestions.Select(item => item.Text)));
    }

    [Theory]
    [InlineData("service = ch|")]
    [InlineData("service in (a, \"ch|")]
    [InlineData("http|")]
    [InlineData("not ho|")]
    public async Task OfAsync_SuggestionTaken_IsReadAsOne(string text)
    {
        var at = text.IndexOf('|', StringComparison.Ordinal);
        text = text.Remove(at, 1);
        var completion = await QueryCompletion.OfAsync(
            text, at, SearchTarget.Spans, new FakeAttributeReader(), new FakeTimeProvider(Some.Now), default);

        Assert.NotEmpty(completion.Suggestions);
        Assert.All(completion.Suggestions, item =>
        {
            var taken = text.Remove(completion.Start, completion.Length).Insert(completion.Start, item.Text);
            var caret = SearchCaret.At(taken, taken.Length);
            Assert.NotEqual(SearchPlace.Field, caret.Place);
            Assert.Equal("", caret.Place == SearchPlace.Value ? "" : caret.Typed);
        });
    }
}
