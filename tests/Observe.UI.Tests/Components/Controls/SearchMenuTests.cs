using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Observe.Storage.Config;
using Observe.Storage.Search;
using Observe.UI.Addresses;
using Observe.UI.Components.Controls;
using Observe.UI.Tests.Pages;

namespace Observe.UI.Tests.Components.Controls;

public sealed class SearchMenuTests : ExplorerContext
{
    private const string Search = "service = payments";
    private static readonly SearchOwner Nobody = new("", "", AccountRole.Admin);

    [Fact]
    public async Task Save_UnderAName_IsListedRenamedAndDeleted()
    {
        var menu = await OpenAsync();
        await menu.InvokeAsync(() => menu.Find(".save").Submit());
        Assert.Contains("A name", menu.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        menu.Find(".save input").Input("Payments");
        menu.Find(".save input[type=checkbox]").Change(true);
        await menu.InvokeAsync(() => menu.Find(".save").Submit());
        menu.WaitForAssertion(() => Assert.Equal("/traces?q=service%20%3D%20payments", menu.Find("li a").GetAttribute("href")));
        Assert.Contains("now-1h", menu.Find("li a").GetAttribute("title"), StringComparison.Ordinal);

        await menu.InvokeAsync(() => menu.Find("li .act button").Click());
        menu.Find(".ren input").Input("Paid");
        await menu.InvokeAsync(() => menu.Find(".ren").Submit());
        menu.WaitForAssertion(() => Assert.StartsWith("Paid", menu.Find("li a").TextContent, StringComparison.Ordinal));

        await menu.InvokeAsync(() => menu.FindAll("li .act button")[1].Click());
        Assert.Single(await Searches.ListAsync(Nobody, SearchTarget.Spans, default));
        await menu.InvokeAsync(() => menu.FindAll("li .act button")[1].Click());
        menu.WaitForAssertion(() => Assert.Empty(menu.FindAll("li")));
        Assert.Empty(await Searches.ListAsync(Nobody, SearchTarget.Spans, default));
    }

    [Fact]
    public async Task Open_SavedWithItsRange_LeadsToThatRange()
    {
        await Searches.AddAsync(new SavedSearch { Name = "Slow", Signal = SearchTarget.Spans, Search = "duration > 2s", From = "now-6h" }, Nobody, shared: true, default);

        var menu = await OpenAsync();

        menu.WaitForAssertion(() => Assert.Equal("/traces?q=duration%20%3E%202s&from=now-6h", menu.Find("li a").GetAttribute("href")));
    }

    [Theory]
    [InlineData(AccountRole.Viewer, false)]
    [InlineData(AccountRole.Editor, true)]
    public async Task Open_Role_DecidesWhatOfEverybodysCanBeChanged(AccountRole role, bool expected)
    {
        (Somebody.Name, Somebody.Role) = ("vera", role);
        await Searches.AddAsync(new SavedSearch { Name = "Ours", Signal = SearchTarget.Spans, Search = "cold" }, Nobody, shared: true, default);

        var menu = await OpenAsync();

        menu.WaitForAssertion(() => Assert.Contains("Ours", menu.Find("li a").TextContent, StringComparison.Ordinal));
        Assert.Equal(expected, menu.FindAll("li .act").Count == 1);
        Assert.Equal(expected, menu.FindAll(".save input[type=checkbox]").Count == 2);
        menu.Find(".save input").Input("Mine");
        await menu.InvokeAsync(() => menu.Find(".save").Submit());
        menu.WaitForAssertion(() => Assert.Equal(["Yours", "Everybody's"], menu.FindAll("h3").Take(2).Select(title => title.TextContent)));
        Assert.Equal("Mine", Assert.Single(await Searches.ListAsync(new SearchOwner("account:vera", "vera", role), null, default), search => !search.IsShared).Name);
    }

    [Fact]
    public async Task Escape_WhileOpen_Closes()
    {
        var menu = await OpenAsync();

        await menu.InvokeAsync(() => menu.Find(".sm").KeyDown(new KeyboardEventArgs { Key = "Escape" }));

        Assert.Empty(menu.FindAll(".smp"));
    }

    private async Task<IRenderedComponent<SearchMenu>> OpenAsync()
    {
        var menu = Render<SearchMenu>(parameters => parameters
            .Add(item => item.Target, SearchTarget.Spans).Add(item => item.Text, Search).Add(item => item.Range, PageRange.Default));
        await menu.InvokeAsync(() => menu.Find(".sm > button").Click());
        menu.WaitForElement(".smp");
        return menu;
    }
}
