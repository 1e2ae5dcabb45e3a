using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Observe.Storage;
using Observe.UI.Live;

namespace Observe.UI.Components.Pages;

/// <summary>
/// A page whose state is its address: reads the state, loads, loads again when the address changes and, while Live runs,
/// once a period. Everything ends with the page. What it asks while the answer to its request is drawn is shown by its circuit, too, so that what
/// is on the screen stays there.
/// </summary>
/// <typeparam name="TState">An immutable record; equal states are not loaded twice.</typeparam>
public abstract class StatefulPage<TState> : ComponentBase, IAsyncDisposable
    where TState : class
{
    private const string HandoverKey = "page";

    /// <summary>A chart of sixty bars that is a twelfth of a bar late is as good as new.</summary>
    private const int RefreshesInRange = 720;

    /// <summary>A browser that waits shows nothing at all; after this it gets the page without its rows.</summary>
    private static readonly TimeSpan LongestDrawing = TimeSpan.FromSeconds(1);

    /// <summary>For so long the rows have the engine for themselves, if they take as long.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan SlowestRefresh = TimeSpan.FromMinutes(1);

    private readonly List<QueryRunner> _runners = [];
    private LiveTimer? _timer;
    private PersistingComponentStateSubscription _persisting;
    private long _refreshed;

    /// <summary>Ends when the browser says that it has drawn what was rendered since the last time it said so.</summary>
    private TaskCompletionSource _drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request while its answer is drawn; null in a circuit.</summary>
    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Inject]
    public required PersistentComponentState Persisted { get; init; }

    [Inject]
    public required PageHandovers Handovers { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required LiveSwitch Live { get; init; }

    [Inject]
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>
    /// True while the answer to a request is drawn. What is shown beside the rows, and not with them, is left to the circuit then: the browser waits, and shares the machine.
    /// </summary>
    protected bool IsDrawing => Http is not null;

    protected TState State { get; private set; } = null!;

    protected QueryRunner Query { get; private set; } = null!;

    /// <summary>How often Live loads again; null for a page that does not.</summary>
    protected virtual TimeSpan? LivePeriod => TimeSpan.FromSeconds(5);

    /// <summary>The time that figures are shown of: of a long one they change slowly and cost much, and are read again less often.</summary>
    protected virtual TimeRange? Summed => null;

    /// <summary>The state that an address holds; null when the address is not one of this page's.</summary>
    protected abstract TState? Parse(Uri address);

    /// <summary>Runs the queries of <see cref="State"/> through <see cref="Query"/>.</summary>
    /// <param name="quiet">A live refresh: it must not show as loading.</param>
    protected abstract Task LoadAsync(bool quiet);

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }
        _persisting.Dispose();
        _runners.ForEach(runner => runner.Dispose());
        GC.SuppressFinalize(this);
    }

    protected override Task OnInitializedAsync()
    {
        State = Parse(new Uri(Navigation.Uri))
            ?? throw new InvalidOperationException($"{GetType().Name} does not know its own address {Navigation.Uri}.");
        Query = NewQuery();
        if (Http is not null)
        {
            return DrawAsync(Http);
        }
        TakeOver();
        _refreshed = Time.GetTimestamp();
        Navigation.LocationChanged += OnLocationChanged;
        if (LivePeriod is { } period)
        {
            _timer = new LiveTimer(Live, Time, period, RefreshAsync);
        }
        return LoadAsync(quiet: false);
    }

    /// <summary>Another runner, for a part of the page that loads by itself. Always as many in the same order; they end with the page.</summary>
    protected QueryRunner NewQuery()
    {
        var runner = new QueryRunner(Time, Loggers.CreateLogger(GetType()), StateHasChanged) { IsHandedOver = Http is not null };
        _runners.Add(runner);
        return runner;
    }

    /// <summary>Changes the address, and with it the state.</summary>
    protected void Go(string url, bool replace = false) => Navigation.NavigateTo(url, new NavigationOptions { ReplaceHistoryEntry = replace });

    protected Task RetryAsync() => LoadAsync(quiet: false);

    /// <summary>
    /// Asks for what is shown beside the rows when the browser has drawn them: somebody who changed a search waits for its rows, and statements and browser may share the same cores. A page that shows nothing
    /// yet asks for everything at once.
    /// </summary>
    /// <param name="rows">Reads what is waited for.</param>
    /// <param name="beside">Not asked for when the page shows something else by then.</param>
    protected async Task RowsFirstAsync(Func<Task> rows, Func<Task> beside)
    {
        var (state, isChange) = (State, Query.HasLoaded);
        var reading = rows();
        if (isChange)
        {
            using var waited = new CancellationTokenSource();
            await Task.WhenAny(DrawnAsync(reading), Task.Delay(HeadStart, Time, waited.Token));
            await waited.CancelAsync();
        }
        await (state == State ? Task.WhenAll(reading, beside()) : reading);
    }

    protected override bool ShouldRender()
    {
        if (_drawn.Task.IsCompleted)
        {
            _drawn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return true;
    }

    protected override void OnAfterRender(bool firstRender) => _drawn.TrySetResult();

    private async Task DrawnAsync(Task reading)
    {
        await reading;
        await _drawn.Task;
    }

    private async Task DrawAsync(HttpContext http)
    {
        _persisting = Persisted.RegisterOnPersisting(
            () =>
            {
                LeaveTo(http);
                return Task.CompletedTask;
            },
            RenderMode.InteractiveServer);
        var loading = LoadAsync(quiet: false);
        var rows = Task.WhenAll(_runners.Select(runner => runner.Settled));
        Task first = Task.WhenAny(rows, loading);
        await first.WaitAsync(LongestDrawing, Time, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loading.IsFaulted)
        {
            await loading;
        }
    }

    private void LeaveTo(HttpContext http)
    {
        if (!http.RequestAborted.IsCancellationRequested && Handovers.Leave([.. _runners.Select(runner => runner.Leave())]) is { } ticket)
        {
            Persisted.PersistAsJson(HandoverKey, ticket);
        }
    }

    private void TakeOver()
    {
        if (!Persisted.TryTakeFromJson<Guid>(HandoverKey, out var ticket))
        {
            return;
        }
        foreach (var (runner, query) in _runners.Zip(Handovers.Take(ticket)))
        {
            runner.Take(query);
        }
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (Parse(new Uri(e.Location)) is { } state && state != State)
        {
            State = state;
            _ = RunAsync(quiet: false);
        }
    }

    /// <summary>What is still being read is not begun anew: a page whose reading takes longer than the period would never be drawn.</summary>
    private Task RefreshAsync()
    {
        if (_runners.Exists(runner => runner.IsBusy) || (Summed is { } range && Time.GetElapsedTime(_refreshed) < PeriodOf(range)))
        {
            return Task.CompletedTask;
        }
        _refreshed = Time.GetTimestamp();
        return RunAsync(quiet: true);
    }

    /// <summary>Zero for a range that each beat of the timer is right for.</summary>
    private TimeSpan PeriodOf(TimeRange range)
    {
        var period = TimeSpan.FromMicroseconds(range.Nanoseconds / 1_000 / RefreshesInRange);
        return period <= LivePeriod ? TimeSpan.Zero : period < SlowestRefresh ? period : SlowestRefresh;
    }

    /// <summary>Nobody awaits this: what LoadAsync does not catch goes to the error boundary of the layout.</summary>
    private async Task RunAsync(bool quiet)
    {
        try
        {
            await InvokeAsync(() => LoadAsync(quiet));
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
