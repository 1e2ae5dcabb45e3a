using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Observe.UI.Components.Controls;

/// <summary>The only C# that talks to SearchMenu.razor.js. One a menu.</summary>
public sealed class SearchHistoryScript(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./_content/Observe.UI/Components/Controls/SearchMenu.razor.js";
    private IJSObjectReference? _module;

    /// <param name="path">Of the page that the search was run on.</param>
    public Task RememberAsync(string path, string search) => CallAsync("remember", path, search);

    /// <summary>Fills a list with the searches that were run on a page, the last first.</summary>
    /// <param name="range">What their addresses say beside the search; it may be empty.</param>
    public Task ShowAsync(string path, string range, ElementReference list) => CallAsync("show", path, range, list);

    public Task ForgetAsync(string path) => CallAsync("forget", path);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            _module = null; // the browser is gone, and its module with it
        }
    }

    private async Task CallAsync(string function, params object?[] arguments)
    {
        try
        {
            _module ??= await js.InvokeAsync<IJSObjectReference>("import", ModulePath);
            await _module.InvokeVoidAsync(function, arguments);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            // The browser is gone, and what it remembered is with it.
        }
    }
}
