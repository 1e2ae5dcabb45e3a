using Microsoft.JSInterop;

namespace Observe.UI.Components.Controls;

/// <summary>
/// What the function <c>attach</c> of a module gave back, from then until it is disposed. The page may be left before the browser has begun with it: then it is
/// detached when it has.
/// </summary>
/// <param name="reference">What the module calls back by; disposed last.</param>
internal sealed class AttachedScript(IJSRuntime js, string modulePath, IDisposable reference) : IAsyncDisposable
{
    private IJSObjectReference? _module;
    private IJSObjectReference? _attached;
    private bool _isGone;

    public async Task AttachAsync(params object?[] arguments)
    {
        _module = await js.InvokeAsync<IJSObjectReference>("import", modulePath);
        if (!_isGone)
        {
            _attached = await _module.InvokeAsync<IJSObjectReference>("attach", arguments);
        }
        if (_isGone)
        {
            await DetachAsync();
        }
    }

    /// <summary>Nothing is done while it is not attached.</summary>
    public async Task InvokeAsync(string name)
    {
        if (_attached is not null)
        {
            await _attached.InvokeVoidAsync(name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isGone = true;
        await DetachAsync();
    }

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
        reference.Dispose();
    }
}
