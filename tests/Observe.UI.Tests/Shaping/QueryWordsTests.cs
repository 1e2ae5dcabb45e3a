using CsCheck;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class QueryWordsTests
{
    [Fact]
    public void Of_Search_TakesTheTextsOnly() =>
        Assert.Equal(["payments", "northpay authorize"], QueryWords.Of("service = payments and level >= 9 and \"northpay authorize\""));

    [Fact]
    public void Mark_Words_AreFoundInAnyCase() =>
        Assert.Equal(
            [("Retrying ", false), ("NorthPay", true), (" after ", false), ("northpay", true)],
            QueryWords.Mark("Retrying NorthPay after northpay", ["northPAY"]));

    [Fact]
    public void Mark_AnyText_IsTheTextUnchanged() =>
        Gen.Select(Gen.Char["ab"].Array[0, 12].Select(chars => new string(chars)), Gen.Char["ab"].Array[1, 3].Select(chars => new string(chars)).Array[0, 3]).Sample((text, words) =>
            Assert.Equal(text, string.Concat(QueryWords.Mark(text, words).Select(piece => piece.Text))));
}
