using Microsoft.JSInterop;

namespace Observe.UI.Components.Controls;

/// <summary>The only C# that talks to TailView.razor.js. One a tail; it disposes what it is attached to.</summary>
public sealed class TailScript(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./_content/Observe.UI/Components/Controls/TailView.razor.js";
    private IJSObjectReference? _module;
    private IJSObjectReference? _attached;
    private DotNetObjectReference<object>? _view;
    private bool _isGone;

    public async Task AttachAsync(DotNetObjectReference<object> view)
    {
        _view = view;
        _module = await js.InvokeAsync<IJSObjectReference>("import", ModulePath);
        if (!_isGone)
        {
            _attached = await _module.InvokeAsync<IJSObjectReference>("attach", view);
        }
        if (_isGone)
        {
            await DetachAsync();
        }
    }

    public async Task ToTopAsync()
    {
        if (_attached is not null)
        {
            await _attached.InvokeVoidAsync("toTop");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        await DetachAsync();
    }

    /// <summary>The page may be left before the browser has begun with the tail: then this runs once more, when it has.</summary>
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
        _view?.Dispose();
    }
}
