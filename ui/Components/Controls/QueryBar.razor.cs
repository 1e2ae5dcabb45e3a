using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Observe.Storage.Search;
using Observe.UI.Live;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Controls;

/// <summary>
/// The search text of a page. What is typed is coloured by the tokens of the search language; an error is marked at its
/// place until the text is changed. While it is typed, what may come at the caret is listed under it.
/// </summary>
public sealed partial class QueryBar : IAsyncDisposable
{
    private const string ErrorId = "query-error";
    private const string ListId = "query-completions";
    private QueryRunner _suggesting = null!;
    private QueryCompletion _completion = QueryCompletion.None;
    private int _version;
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

    /// <summary>What the page looks for, which decides what is offered.</summary>
    [Parameter]
    public SearchTarget Target { get; set; } = SearchTarget.Spans;

    [Parameter]
    public EventCallback<string> OnRun { get; set; }

    /// <summary>What is typed, at once: for a form with a button of its own.</summary>
    [Parameter]
    public EventCallback<string> OnTyped { get; set; }

    /// <summary>Whether it has the button that runs the search.</summary>
    [Parameter]
    public bool HasRun { get; set; } = true;

    private SearchError? ShownError => _text == Text ? Error : null;

    /// <summary>The script calls it when the text or the caret has changed; a newer call ends the former.</summary>
    [JSInvokable]
    public Task SuggestAsync(string text, int caret) => _suggesting.RunAsync(
        token => QueryCompletion.OfAsync(text, caret, Target, Attributes, Time, token), Show, quiet: true);

    public async ValueTask DisposeAsync()
    {
        _suggesting?.Dispose();
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }
    }

    protected override void OnInitialized() => _suggesting = new QueryRunner(Time, Logger, StateHasChanged);

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
            await _script.AttachAsync(_form, this);
        }
    }

    private void Show(QueryCompletion completion)
    {
        _completion = completion;
        _version++;
    }

    private Task TypedAsync() => OnTyped.InvokeAsync(_text);

    private Task RunAsync() => OnRun.InvokeAsync(_text.Trim());

    private Task ClearAsync()
    {
        _text = "";
        return RunAsync();
    }
}
