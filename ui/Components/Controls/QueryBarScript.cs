using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Observe.UI.Components.Controls;

/// <summary>The only C# that talks to QueryBar.razor.js. One a query bar.</summary>
public sealed class QueryBarScript(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./_content/Observe.UI/Components/Controls/QueryBar.razor.js";
    private AttachedScript? _script;

    public Task AttachAsync(ElementReference form, QueryBar bar)
    {
        var reference = DotNetObjectReference.Create(bar);
        _script = new AttachedScript(js, ModulePath, reference);
        return _script.AttachAsync(form, reference);
    }

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;
}
