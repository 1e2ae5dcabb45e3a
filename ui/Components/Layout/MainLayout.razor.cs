using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using MudBlazor;
using Observe.UI.Addresses;
using Observe.UI.Browser;
using Observe.UI.Live;
using Observe.UI.Theme;

namespace Observe.UI.Components.Layout;

/// <summary>
/// The frame of every page. The answer to a request has the page as the browser's cookie says that it is shown there; a circuit begins with the
/// same, and draws the page anew when the browser tells of another zone.
/// </summary>
public sealed partial class MainLayout : IDisposable
{
    private const string StateKey = "browser";

    private static readonly MudTheme Theme = ObserveTheme.Create();

    // Set when the browser has told its theme and rail: a click before that waits for it and is not lost.
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ErrorBoundary? _boundary;
    private PersistingComponentStateSubscription _persisting;

    /// <summary>The request while its answer is drawn; null in a circuit.</summary>
    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Inject]
    public required PersistentComponentState Persisted { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required BrowserShell Browser { get; init; }

    [Inject]
    public required ViewerClock Clock { get; init; }

    [Inject]
    public required LiveSwitch Live { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    private Uri Address { get; set; } = null!;
    private PageRange Range { get; set; } = PageRange.Default;
    private bool IsDark { get; set; } = true;
    private bool IsRailOpen { get; set; }
    private bool IsStarted { get; set; }

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        Browser.KeyPressed -= OnKeyAsync;
        Browser.VisibilityChanged -= OnVisibilityAsync;
        _persisting.Dispose();
    }

    protected override void OnInitialized()
    {
        ReadAddress();
        if (Http is not null)
        {
            var state = BrowserState.Of(Http.Request, Time);
            _persisting = Persisted.RegisterOnPersisting(
                () =>
                {
                    Persisted.PersistAsJson(StateKey, state);
                    return Task.CompletedTask;
                },
                RenderMode.InteractiveServer);
            Start(state);
        }
        else if (Persisted.TryTakeFromJson<BrowserState>(StateKey, out var drawn) && drawn is not null)
        {
            Start(drawn);
        }
        Navigation.LocationChanged += OnLocationChanged;
        Browser.KeyPressed += OnKeyAsync;
        Browser.VisibilityChanged += OnVisibilityAsync;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        Start(await Browser.StartAsync());
        _started.TrySetResult();
        StateHasChanged();
    }

    private void Start(BrowserState state)
    {
        Clock.Use(state.Zone, state.OffsetMinutes);
        Live.IsVisible = state.Visible;
        IsDark = state.Theme != "light";
        IsRailOpen = state.RailOpen;
        IsStarted = true;
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        ReadAddress();
        _boundary?.Recover();
        StateHasChanged();
    }

    private void ReadAddress()
    {
        Address = new Uri(Navigation.Uri);
        Range = PageRange.Parse(Address);
        Live.IsRangeRelative = Range.IsRelative;
    }

    private Task OnVisibilityAsync(bool visible) => InvokeAsync(() => Live.IsVisible = visible);

    private Task OnKeyAsync(string key) => key == "?"
        ? InvokeAsync(() => Dialogs.ShowAsync<KeysDialog>("Keys"))
        : Task.CompletedTask;

    private async Task ToggleThemeAsync()
    {
        await _started.Task;
        IsDark = !IsDark;
        await Browser.SetThemeAsync(IsDark ? "dark" : "light");
    }

    private async Task ToggleRailAsync()
    {
        await _started.Task;
        IsRailOpen = !IsRailOpen;
        await Browser.SetRailAsync(IsRailOpen);
    }

    private void Recover() => _boundary?.Recover();
}
