using Observe.UI.Browser;

namespace Observe.UI.Tests.Browser;

public sealed class BrowserStateTests
{
    [Fact]
    public void FromCookie_OfThePages_IsWhatTheyTold() => Assert.Equal(
        new BrowserState("America/St_Johns", -150, "light", RailOpen: true, Visible: true), BrowserState.FromCookie("America/St_Johns|-150|light|open"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Europe/Berlin")]
    [InlineData("|60|dark|open")]
    [InlineData("Europe/Berlin|sixty|dark|open")]
    [InlineData("Europe/Berlin|60|blue|open")]
    [InlineData("Europe/Berlin|60|dark|ajar")]
    [InlineData("Europe/Berlin|60|dark|open|more")]
    [InlineData("Europe/a-zone-with-a-name-that-is-longer-than-that-of-any-zone-there-is|60|dark|open")]
    public void FromCookie_OfOthers_IsNull(string? cookie) => Assert.Null(BrowserState.FromCookie(cookie));
}
