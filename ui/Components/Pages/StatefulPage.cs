using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Logging;
using Observe.UI.Live;

namespace Observe.UI.Components.Pages;

/// <summary>
/// A page whose state is its address: reads the state, loads, loads again when the address changes and, while Live runs,
/// once a period. Everything ends with the page.
/// </summary>
/// <typeparam name="TState">An immutable record; equal states are not loaded twice.</typeparam>
public abstract class StatefulPage<TState> : ComponentBase, IAsyncDisposable
    where TState : class
{
    private LiveTimer? _timer;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required LiveSwitch Live { get; init; }

    [Inject]
    public required ILoggerFactory Loggers { get; init; }

    protected TState State { get; private set; } = null!;

    protected QueryRunner Query { get; private set; } = null!;

    /// <summary>How often Live loads again; null for a page that does not.</summary>
    protected virtual TimeSpan? LivePeriod => TimeSpan.FromSeconds(5);

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
        Query?.Dispose();
        await DisposePageAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a page has of its own to let go of.</summary>
    protected virtual ValueTask DisposePageAsync() => ValueTask.CompletedTask;

    protected override Task OnInitializedAsync()
    {
        State = Parse(new Uri(Navigation.Uri))
            ?? throw new InvalidOperationException($"{GetType().Name} does not know its own address {Navigation.Uri}.");
        Query = NewQuery();
        Navigation.LocationChanged += OnLocationChanged;
        if (LivePeriod is { } period)
        {
            _timer = new LiveTimer(Live, Time, period, RefreshAsync);
        }
        return LoadAsync(quiet: false);
    }

    /// <summary>Another runner, for a part of the page that loads by itself.</summary>
    protected QueryRunner NewQuery() => new(Time, Loggers.CreateLogger(GetType()), StateHasChanged);

    /// <summary>Changes the address, and with it the state.</summary>
    protected void Go(string url, bool replace = false) => Navigation.NavigateTo(url, new NavigationOptions { ReplaceHistoryEntry = replace });

    protected Task RetryAsync() => LoadAsync(quiet: false);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (Parse(new Uri(e.Location)) is { } state && state != State)
        {
            State = state;
            _ = RunAsync(quiet: false);
        }
    }

    /// <summary>What is still being read is not begun anew: a page whose reading takes longer than the period would never be drawn.</summary>
    private Task RefreshAsync() => Query.IsBusy ? Task.CompletedTask : RunAsync(quiet: true);

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
