using Bunit;
using Microsoft.AspNetCore.Components;
using Observe.UI.Components.Controls;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Controls;

public sealed class ConfirmButtonTests : UITestContext
{
    private int _confirmed;

    [Fact]
    public async Task Click_Twice_AsksAndThenDoesIt()
    {
        var button = Show();

        await button.Find("button").ClickAsync(new());
        Assert.Equal(("Delete for good", 0), (button.Find("button").TextContent, _confirmed));

        await button.Find("button").ClickAsync(new());
        Assert.Equal(("Delete", 1), (button.Find("button").TextContent, _confirmed));
    }

    [Fact]
    public async Task Click_LeftMeanwhile_AsksAgain()
    {
        var button = Show();

        await button.Find("button").ClickAsync(new());
        await button.Find("button").BlurAsync(new());
        await button.Find("button").ClickAsync(new());

        Assert.Equal(("Delete for good", 0), (button.Find("button").TextContent, _confirmed));
    }

    private IRenderedComponent<ConfirmButton> Show() => Render<ConfirmButton>(parameters => parameters
        .Add(button => button.Text, "Delete")
        .Add(button => button.Question, "Delete for good")
        .Add(button => button.OnConfirm, EventCallback.Factory.Create(this, () => _confirmed++)));
}
