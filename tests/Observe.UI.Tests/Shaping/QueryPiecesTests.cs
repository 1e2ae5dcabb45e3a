using CsCheck;
using Observe.Storage.Search;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class QueryPiecesTests
{
    [Fact]
    public void Of_Search_ColoursItsParts() =>
        Assert.Equal(
            [new("service", "tk-f"), new(" ", ""), new("=", "tk-o"), new(" ", ""), new("cart", "tk-s"), new(" ", ""), new("and", "tk-k"),
                new(" ", ""), new("duration", "tk-f"), new(" ", ""), new(">", "tk-o"), new(" ", ""), new("900ms", "tk-n")],
            QueryPieces.Of("service = cart and duration > 900ms", null));

    [Fact]
    public void Of_Error_IsMarkedAtItsPlace() =>
        Assert.Contains(new QueryPiece("==", "squig"), QueryPieces.Of("service == cart", new SearchError(8, 2, "no such operator")));

    [Fact]
    public void Of_ErrorAtTheEnd_IsMarkedOnTheLastCharacter() =>
        Assert.Equal(new QueryPiece("=", "squig"), QueryPieces.Of("service =", new SearchError(9, 1, "a value is missing"))[^1]);

    [Fact]
    public void Of_AnyTextAndError_IsTheTextUnchanged() =>
        Gen.Select(Gen.String, Gen.Int[0, 40], Gen.Int[1, 40]).Sample((text, at, length) =>
            Assert.Equal(text, string.Concat(QueryPieces.Of(text, new SearchError(at, length, "")).Select(piece => piece.Text))));
}
