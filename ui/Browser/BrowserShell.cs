using Microsoft.JSInterop;

namespace Observe.UI.Browser;

/// <summary>
/// The only C# that talks to the layout's module: theme, rail, clipboard, keys and visibility. One a circuit.
/// </summary>
public sealed class BrowserShell(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./_content/Observe.UI/Components/Layout/MainLayout.razor.js";
    private DotNetObjectReference<BrowserShell>? _self;
    private IJSObjectReference? _module;

    /// <summary>A key that no field wanted: <c>?</c> or <c>Escape</c>.</summary>
    public event Func<string, Task>? KeyPressed;

    public event Func<bool, Task>? VisibilityChanged;

    public async Task<BrowserState> StartAsync()
    {
        _module = await js.InvokeAsync<IJSObjectReference>("import", ModulePath);
        _self = DotNetObjectReference.Create(this);
        return await _module.InvokeAsync<BrowserState>("start", _self);
    }

    public ValueTask SetThemeAsync(string theme) => Module.InvokeVoidAsync("setTheme", theme);

    public ValueTask SetRailAsync(bool open) => Module.InvokeVoidAsync("setRail", open);

    /// <summary>False when the browser refused.</summary>
    public ValueTask<bool> CopyAsync(string text) => Module.InvokeAsync<bool>("copy", text);

    /// <summary>Offers the text as a file to save.</summary>
    public ValueTask SaveAsync(string fileName, string mediaType, string text) =>
        Module.InvokeVoidAsync("save", fileName, mediaType, text);

    [JSInvokable]
    public Task OnKeyAsync(string key) => KeyPressed?.Invoke(key) ?? Task.CompletedTask;

    [JSInvokable]
    public Task OnVisibleAsync(bool visible) => VisibilityChanged?.Invoke(visible) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("stop");
                await _module.DisposeAsync();
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or TaskCanceledException)
        {
            _module = null; // the browser is gone, and its module with it
        }
        _self?.Dispose();
    }

    private IJSObjectReference Module =>
        _module ?? throw new InvalidOperationException("The layout has not started the browser module yet.");
}
