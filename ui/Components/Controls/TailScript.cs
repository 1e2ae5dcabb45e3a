using Microsoft.JSInterop;

namespace Observe.UI.Components.Controls;

/// <summary>The only C# that talks to TailView.razor.js. One a tail; it disposes what it is attached to.</summary>
public sealed class TailScript(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./_content/Observe.UI/Components/Controls/TailView.razor.js";
    private AttachedScript? _script;

    public Task AttachAsync(DotNetObjectReference<object> view)
    {
        _script = new AttachedScript(js, ModulePath, view);
        return _script.AttachAsync(view);
    }

    public Task ToTopAsync() => _script?.InvokeAsync("toTop") ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;
}
