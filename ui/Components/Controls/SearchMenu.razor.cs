using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Observe.Storage.Config;
using Observe.Storage.Search;
using Observe.UI.Addresses;
using Observe.UI.Live;

namespace Observe.UI.Components.Controls;

/// <summary>The searches that are saved for everybody, and those that were run in this browser.</summary>
public sealed partial class SearchMenu
{
    private const string PanelId = "search-menu";

    private QueryRunner _list = null!;
    private QueryRunner _change = null!;
    private SearchHistoryScript? _history;
    private IReadOnlyList<SavedSearch> _saved = [];
    private ElementReference _former;
    private bool _isOpen;
    private bool _mustFill;
    private string? _remembered;
    private string _name = "";
    private bool _keepsRange;
    private bool _isForAll;
    private SearchOwner _owner = new("", "", AccountRole.Viewer);
    private ElementReference _button;
    private string? _shown;
    private string? _problem;
    private string? _renamed;
    private string _newName = "";

    /// <summary>What the page looks for.</summary>
    [Parameter, EditorRequired]
    public required SearchTarget Target { get; set; }

    /// <summary>The search that the page shows the results of; it is remembered.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter, EditorRequired]
    public required PageRange Range { get; set; }

    /// <summary>True for a text that is no search: it is neither saved nor remembered.</summary>
    [Parameter]
    public bool IsBroken { get; set; }

    private string Path => Target == SearchTarget.Logs ? ObserveUrls.LogsPath : ObserveUrls.TracesPath;

    private IEnumerable<(string Title, IEnumerable<SavedSearch> Searches)> Groups => new[]
    {
        (Title: "Yours", Searches: _saved.Where(search => !search.IsShared)), (Title: "Everybody's", Searches: _saved.Where(search => search.IsShared)),
    }.Where(group => group.Searches.Any());

    /// <summary>Whoever has none of their own saves for everybody, or not at all.</summary>
    private bool MaySave => _owner.HasOwn || _owner.MayShare;

    private string RangeText => Range.IsRelative ? Range.Label : $"{Range.From} to {Range.To}";

    public async ValueTask DisposeAsync()
    {
        _list?.Dispose();
        _change?.Dispose();
        if (_history is not null)
        {
            await _history.DisposeAsync();
        }
    }

    protected override void OnInitialized()
    {
        _list = new QueryRunner(Time, Logger, StateHasChanged);
        _change = new QueryRunner(Time, Logger, StateHasChanged);
    }

    protected override async Task OnInitializedAsync() => _owner = await Viewer.SearchOwnerAsync();

    /// <summary>What was chosen from it is shown: it has done its work.</summary>
    protected override void OnParametersSet()
    {
        var shown = $"{Range.From} {Range.To} {Text}";
        if (_shown is not null && _shown != shown)
        {
            _isOpen = false;
        }
        _shown = shown;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _history = new SearchHistoryScript(Js);
        }
        if (!IsBroken && Text.Length > 0 && Text != _remembered)
        {
            _remembered = Text;
            await _history!.RememberAsync(Path, Text);
        }
        if (_isOpen && _mustFill)
        {
            _mustFill = false;
            await _history!.ShowAsync(Path, RangeQuery, _former);
        }
    }

    private Task ToggleAsync()
    {
        _isOpen = !_isOpen;
        (_mustFill, _problem, _renamed) = (_isOpen, null, null);
        return _isOpen ? ReadAsync() : Task.CompletedTask;
    }

    private async Task PressAsync(KeyboardEventArgs key)
    {
        if (key.Key == "Escape" && _isOpen)
        {
            await ToggleAsync();
            await _button.FocusAsync();
        }
    }

    private Task ReadAsync() => _list.RunAsync(token => Store.ListAsync(_owner, Target, token), saved => _saved = saved);

    private Task SaveAsync()
    {
        var search = new SavedSearch
        {
            Name = _name,
            Signal = Target,
            Search = Text,
            From = _keepsRange ? Range.From : "",
            To = _keepsRange && !Range.IsRelative ? Range.To : "",
        };
        if ((_problem = SavedSearchValidator.Validate(search).FirstOrDefault()?.Message) is not null)
        {
            return Task.CompletedTask;
        }
        return ChangeAsync(async token =>
        {
            var (saved, ending) = await Store.AddAsync(search, await Viewer.SearchOwnerAsync(), _isForAll, token);
            (_name, _keepsRange, _isForAll) = saved is null ? (_name, _keepsRange, _isForAll) : ("", false, false);
            return SearchSavingText.Of(ending);
        });
    }

    private void BeginRename(SavedSearch search) => (_renamed, _newName) = (search.Id, search.Name);

    private Task RenameAsync()
    {
        if (_renamed is not { } id || (_problem = SavedSearchValidator.ValidateName(_newName).FirstOrDefault()?.Message) is not null)
        {
            return Task.CompletedTask;
        }
        _renamed = null;
        return ChangeAsync(async token => SearchSavingText.Of((await Store.RenameAsync(id, _newName, await Viewer.SearchOwnerAsync(), token)).Ending));
    }

    private Task DeleteAsync(SavedSearch search) =>
        ChangeAsync(async token => SearchSavingText.Of(await Store.DeleteAsync(search.Id, await Viewer.SearchOwnerAsync(), token)));

    /// <param name="change">Says why it was refused; empty when it was not.</param>
    private async Task ChangeAsync(Func<CancellationToken, Task<string>> change)
    {
        await _change.RunAsync(change, problem => _problem = problem.Length > 0 ? problem : null, quiet: true);
        if (_change.Failure is not null)
        {
            _problem = "It could not be saved. Try again.";
        }
        await ReadAsync();
    }

    private async Task ForgetAsync()
    {
        await _history!.ForgetAsync(Path);
        await _history.ShowAsync(Path, RangeQuery, _former);
    }

    /// <summary>What an address says of the range that is shown; empty for that of every page.</summary>
    private string RangeQuery => UrlQuery.Build("", ("from", Range.FromParameter), ("to", Range.ToParameter)).TrimStart('?');

    /// <summary>In the range that is shown, unless it has one of its own.</summary>
    private string UrlOf(SavedSearch search)
    {
        var range = search.From.Length > 0 ? PageRange.Parse(search.From, search.To) : Range;
        return Target == SearchTarget.Logs ? ObserveUrls.Logs(search.Search, range) : ObserveUrls.Traces(search.Search, range);
    }

    private static string Title(SavedSearch search) =>
        $"{search.Search}{(search.From.Length > 0 ? $", {search.From} to {(search.To.Length > 0 ? search.To : "now")}" : "")}, saved{(search.CreatedBy.Length > 0 ? $" by {search.CreatedBy}" : "")} on {search.CreatedAt.UtcDateTime:yyyy-MM-dd}";
}
