using Microsoft.AspNetCore.Components;
using Observe.Storage.Search;

namespace Observe.UI.Components.Controls;

/// <summary>
/// The search text of a page. What is typed is coloured by the tokens of the search language; an error is marked at its
/// place until the text is changed.
/// </summary>
public sealed partial class QueryBar : IAsyncDisposable
{
    private const string ErrorId = "query-error";
    private ElementReference _form;
    private QueryBarScript? _script;
    private string _text = "";
    private string _given = "";

    /// <summary>The text that the page shows the results of.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>Why <see cref="Text"/> could not be read; null when it could.</summary>
    [Parameter]
    public SearchError? Error { get; set; }

    /// <summary>An example of a search.</summary>
    [Parameter]
    public string Placeholder { get; set; } = "";

    [Parameter]
    public EventCallback<string> OnRun { get; set; }

    private SearchError? ShownError => _text == Text ? Error : null;

    public ValueTask DisposeAsync() => _script?.DisposeAsync() ?? ValueTask.CompletedTask;

    protected override void OnParametersSet()
    {
        if (Text != _given)
        {
            _given = _text = Text;
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new QueryBarScript(Js);
            await _script.AttachAsync(_form);
        }
    }

    private Task RunAsync() => OnRun.InvokeAsync(_text.Trim());

    private Task ClearAsync()
    {
        _text = "";
        return RunAsync();
    }
}
