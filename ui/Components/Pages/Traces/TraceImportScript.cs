using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Observe.UI.Components.Controls;

namespace Observe.UI.Components.Pages.Traces;

/// <summary>The only C# that talks to TraceImport.razor.js. One an import.</summary>
public sealed class TraceImportScript(IJSRuntime js) : IAsyncDisposable
{
    private const string ModulePath = "./_content/Observe.UI/Components/Pages/Traces/TraceImport.razor.js";
    private AttachedScript? _script;

    public Task AttachAsync(ElementReference field, TraceImport view)
    {
        var reference = DotNetObjectReference.Create(view);
        _script = new AttachedScript(js, ModulePath, reference);
        return _script.AttachAsync(field, reference);
    }

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;
}
