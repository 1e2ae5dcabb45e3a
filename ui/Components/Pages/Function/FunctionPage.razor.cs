using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Live;

namespace Observe.UI.Components.Pages.Function;

/// <summary>One function: what it did, what its cold starts cost, how many ran at once, what it costs, and how it failed.</summary>
public sealed partial class FunctionPage
{
    private static readonly TimeSpan AroundLastInvocation = TimeSpan.FromMinutes(30);

    private QueryRunner _moreQuery = null!;
    private QueryRunner _adviceQuery = null!;
    private QueryRunner _beforeQuery = null!;
    private QueryRunner _waitsQuery = null!;
    private FunctionView? _view;
    private InvocationListResult? _more;
    private string _shown = "";

    /// <summary>Read from the address by <see cref="FunctionPageState"/>; named here because the route has it.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>As above.</summary>
    [Parameter]
    public string View { get; set; } = "";

    [Inject]
    public required FunctionViewReader Reader { get; init; }

    protected override TimeRange? Summed => State.Range.Resolve(Time);

    protected override FunctionPageState? Parse(Uri address) => FunctionPageState.Parse(address);

    protected override void OnInitialized() => (_moreQuery, _adviceQuery, _beforeQuery, _waitsQuery) = (NewQuery(), NewQuery(), NewQuery(), NewQuery());

    protected override async Task LoadAsync(bool quiet)
    {
        // Nobody who reads further down wants the list to begin anew.
        if (State.Function is not { } function || (quiet && _more is not null))
        {
            return;
        }
        if (_shown != State.Id)
        {
            (_view, _shown) = (null, State.Id);
        }
        var state = State;
        var range = state.Range.Resolve(Time);
        FunctionView? read = null;
        await Query.RunAsync(
            cancellation => Reader.ReadAsync(function, state.Tab, range, List(state, range), cancellation),
            view =>
            {
                // The former advice stays until the new one is there; so do what was before and what callers waited, which a refresh hardly changes.
                read = _view = view is null
                    ? null
                    : view with { Advice = _view?.Advice ?? [], Before = quiet ? _view?.Before : null, Waits = quiet ? _view?.Waits : null };
                _more = null;
            },
            quiet);
        if (read is { } figures && !IsDrawing)
        {
            await Task.WhenAll(
                LoadBeforeAsync(function, figures),
                state.Tab == FunctionTab.Overview ? LoadAdviceAsync(function, figures)
                : state.Tab == FunctionTab.ColdStarts ? LoadWaitsAsync(function, figures)
                : Task.CompletedTask);
        }
    }

    private async Task LoadBeforeAsync(FunctionId function, FunctionView figures)
    {
        await _beforeQuery.RunAsync(
            cancellation => Reader.BeforeAsync(function, figures.Range, cancellation),
            before => _view = Shows(figures) ? _view with { Before = before } : _view,
            quiet: true);
        if (_beforeQuery.Failure is not null && Shows(figures))
        {
            _view = _view with { IsBeforeLost = true };
            StateHasChanged();
        }
    }

    private async Task LoadWaitsAsync(FunctionId function, FunctionView figures)
    {
        await _waitsQuery.RunAsync(
            cancellation => Reader.WaitsAsync(function, figures.Range, cancellation),
            waits => _view = Shows(figures) ? _view with { Waits = waits, AreWaitsLost = false } : _view,
            quiet: true);
        if (_waitsQuery.Failure is not null && Shows(figures))
        {
            _view = _view with { AreWaitsLost = true };
            StateHasChanged();
        }
    }

    private Task LoadAdviceAsync(FunctionId function, FunctionView figures) => _adviceQuery.RunAsync(
        cancellation => Reader.AdviseAsync(function, figures, cancellation),
        advice => _view = Shows(figures) ? _view with { Advice = advice } : _view,
        quiet: true);

    /// <summary>True while nothing newer is shown.</summary>
    [MemberNotNullWhen(true, nameof(_view))]
    private bool Shows(FunctionView figures) => ReferenceEquals(_view?.Detail, figures.Detail);

    /// <summary>The page after the last that is shown.</summary>
    private Task MoreAsync()
    {
        if (State.Function is null || _view?.Invocations is not { } first || (_more ?? first).NextCursor is not { } cursor)
        {
            return Task.CompletedTask;
        }
        var query = List(State, _view.Range) with { Cursor = cursor };
        return _moreQuery.RunAsync(
            cancellation => Reader.MoreAsync(query, cancellation),
            page => _more = _more is null ? page : page with { Invocations = [.. _more.Invocations, .. page.Invocations] });
    }

    private static InvocationListQuery List(FunctionPageState state, TimeRange range)
    {
        var query = new InvocationListQuery(state.Function!.Value, range)
        {
            Limit = FunctionViewReader.InvocationsPerPage,
            Instance = state.Instance.Length > 0 ? state.Instance : null,
        };
        return state.Tab == FunctionTab.Errors ? InvocationFilter.Parse("failed").On(query) : state.Shown.On(query);
    }

    private static PageRange AroundLast(FunctionView view)
    {
        var last = UnixTime.ToDateTimeOffset(view.Facts.LastStartUnixNanoseconds);
        return PageRange.Absolute(last - AroundLastInvocation, last + AroundLastInvocation);
    }
}
