using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.JSInterop;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.UI.Live;

namespace Observe.UI.Components.Controls;

/// <summary>
/// What arrives, once a second. It stands still while its tab is hidden, while Live is off, and while the viewer has scrolled down; then it goes on where it was.
/// </summary>
public sealed partial class TailView<TRow>
{
    private const int Most = 500;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private QueryRunner _query = null!;
    private LiveTimer? _timer;
    private TailScript? _script;
    private TailRows<TRow> _rows = null!;
    private TailPosition? _position;
    private string? _shown;
    private long _since;
    private bool _isScrolled;

    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Parameter, EditorRequired]
    public required SearchTarget Target { get; set; }

    [Parameter]
    public SearchExpression? Search { get; set; }

    [Parameter, EditorRequired]
    public required Func<ITailReader, TailPosition, SearchExpression?, int, CancellationToken, Task<TailResult<TRow>>> Read { get; set; }

    /// <summary>Tells one row from another.</summary>
    [Parameter, EditorRequired]
    public required Func<TRow, string> Key { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment<IReadOnlyList<TRow>> ChildContent { get; set; }

    [JSInvokable]
    public void OnScrolled(bool isScrolled)
    {
        _isScrolled = isScrolled;
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        Live.Changed -= OnLiveChanged;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }
        _query?.Dispose();
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }
    }

    protected override void OnInitialized()
    {
        _query = new QueryRunner(Time, Logger, StateHasChanged);
        if (Http is null)
        {
            Live.Changed += OnLiveChanged;
            _timer = new LiveTimer(Live, Time, Period, () => InvokeAsync(BeatAsync));
        }
    }

    protected override Task OnParametersSetAsync()
    {
        var search = Search?.ToString() ?? "";
        if (_shown == search)
        {
            return Task.CompletedTask;
        }
        (_shown, _position, _since) = (search, null, 0);
        _rows = new TailRows<TRow>(Key, Most);
        return Http is null ? ReadAsync() : Task.CompletedTask;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new TailScript(Js);
            await _script.AttachAsync(DotNetObjectReference.Create<object>(this));
        }
    }

    /// <summary>What is being read is not given up for the next beat: the position has moved, and its answer would be lost.</summary>
    private Task BeatAsync() => _query.IsBusy ? Task.CompletedTask : ReadAsync();

    private Task ReadAsync() => _isScrolled || !Live.IsRunning
        ? Task.CompletedTask
        : _query.RunAsync(
            async token =>
            {
                var position = _position ?? await Tails.BeginAsync(Target, token);
                return (Position: position, Result: _position is null ? new TailResult<TRow>([], 0) : await Read(Tails, position, Search, Most, token));
            },
            answer =>
            {
                _since = _position is null ? UnixTime.Nanoseconds(Time.GetUtcNow()) : _since;
                _position = answer.Position;
                _rows.Add(answer.Result.Items, answer.Result.Skipped);
            },
            quiet: true);

    private Task TopAsync() => _script?.ToTopAsync() ?? Task.CompletedTask;

    private void OnLiveChanged() => _ = InvokeAsync(StateHasChanged);
}
