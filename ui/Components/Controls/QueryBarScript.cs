using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Observe.UI.Components.Controls;

/// <summary>The only C# that talks to QueryBar.razor.js. One a query bar.</summary>
public sealed class QueryBarScript(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./_content/Observe.UI/Components/Controls/QueryBar.razor.js";
    private IJSObjectReference? _module;
    private IJSObjectReference? _attached;
    private DotNetObjectReference<QueryBar>? _bar;
    private bool _isGone;

    public async Task AttachAsync(ElementReference form, QueryBar bar)
    {
        _bar = DotNetObjectReference.Create(bar);
        _module = await js.InvokeAsync<IJSObjectReference>("import", ModulePath);
        if (!_isGone)
        {
            _attached = await _module.InvokeAsync<IJSObjectReference>("attach", form, _bar);
        }
        if (_isGone)
        {
            await DetachAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        await DetachAsync();
    }

    /// <summary>The page may be left before the browser has begun with the bar: then this runs once more, when it has.</summary>
    private async Task DetachAsync()
    {
        // Both may run at the same time: what one has taken the other must not touch.
        var (attached, module) = (_attached, _module);
        (_attached, _module) = (null, null);
        try
        {
            if (attached is not null)
            {
                await attached.InvokeVoidAsync("detach");
                await attached.DisposeAsync();
            }
            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            // The browser is gone, and its module with it.
        }
        _bar?.Dispose();
    }
}
