using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Components.Controls;
using Observe.UI.Components.Pages.Function;
using Observe.UI.Live;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Service;

/// <summary>One service: its requests, its operations, who calls it and whom it calls.</summary>
public sealed partial class ServicePage
{
    private static readonly PageRange LongerRange = PageRange.Parse("now-24h", null);

    private static readonly IReadOnlyList<(string, string, string)> Legend = [("ok", "var(--vol)", ""), ("error", "var(--error-m)", ""), ("p95", "var(--p95)", "ln")];

    private QueryRunner _moreQuery = null!;
    private ServiceView? _view;
    private (PageRange Range, string Name, bool Compares)? _loaded;

    /// <summary>Read from the address by <see cref="ServicePageState"/>; named here because the route has it.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    public required ServiceViewReader Reader { get; init; }

    protected override TimeRange? Summed => State.Range.Resolve(Time);

    private string MapUrl => UrlQuery.Build(
        ObserveUrls.ServicesPath, ("focus", State.Name), ("from", State.Range.FromParameter), ("to", State.Range.ToParameter));

    protected override ServicePageState? Parse(Uri address) => ServicePageState.Parse(address);

    protected override void OnInitialized() => _moreQuery = NewQuery();

    protected override async Task LoadAsync(bool quiet)
    {
        var state = State;
        if ((state.Range, state.Name, state.Compares) == _loaded && !quiet && Query.Failure is null && _moreQuery.Failure is null)
        {
            StateHasChanged(); // another order of the same rows needs no query
            return;
        }
        if (_view?.Name != state.Name)
        {
            _view = null;
        }
        ServiceView? read = null;
        var range = state.Range.Resolve(Time);
        await Query.RunAsync(
            cancellation => Reader.ReadAsync(state.Name, range, state.Compares, cancellation),
            view =>
            {
                read = _view = view with { More = _view?.More };
                _loaded = (state.Range, state.Name, state.Compares);
            },
            quiet);
        if (read is { IsEmpty: false } shown && !IsDrawing)
        {
            await _moreQuery.RunAsync(
                cancellation => Reader.MoreAsync(shown.Name, shown.Range, cancellation),
                more => _view = ReferenceEquals(_view, shown) ? shown with { More = more } : _view,
                quiet: true);
        }
    }

    private static double Seconds(ServiceView view) => view.Range.Nanoseconds / (double)UnixTime.NanosecondsPerSecond;

    private static IReadOnlyList<Kpi> Figures(ServiceView view)
    {
        var rate = MapLabels.RateOf(view.Requests, Seconds(view));
        var slowest = view.Operations.Where(operation => operation.Figures.Requests > 0).MaxBy(operation => operation.Figures.P95);
        var (callers, callees) = (view.Around.Calls.Count(call => call.To == view.Name && call.From != view.Name), view.Around.Calls.Count(call => call.From == view.Name && call.To != view.Name));
        return
        [
            new("Requests", Measure.Count(view.Requests), rate),
            Kpi.OfRate("Errors", view.Errors, view.Requests, $"{Measure.Count(view.Errors)} of them"),
            new("p95", Measure.Duration(view.Node?.P95 ?? 0), $"p50 {Measure.Duration(view.Node?.P50 ?? 0)}, p99 {Measure.Duration(view.Node?.P99 ?? 0)}"),
            new("Operations", Measure.Count(view.Operations.Count), slowest is null ? "" : $"slowest: {slowest.Name}"),
            new("Called by", Measure.Count(callers), $"calls {callees}"),
        ];
    }

    private IReadOnlyList<RequestRow> Rows(ServiceView view)
    {
        var before = view.Before?.ToDictionary(operation => (operation.Name, operation.Kind), operation => operation.Figures);
        return State.Sort.Apply(
            view.Operations.Select(operation => new RequestRow(
                $"{operation.Kind} {operation.Name}", operation.Name, ServiceTraces.OfOperation(view.Name, operation, State.Range),
                operation.Kind == Observe.Storage.Write.SpanKind.Consumer ? "takes messages" : "", null, operation.Figures,
                before?.GetValueOrDefault((operation.Name, operation.Kind)), failed => ServiceTraces.OfOperation(view.Name, operation, State.Range, failed))),
            State.Descending);
    }

    private static string? Behind(ServiceView view, EChart.ChartPoint point)
    {
        if (point.Index < 0 || point.Index >= view.Buckets.Count)
        {
            return null;
        }
        var from = view.Buckets[point.Index].StartUnixNanoseconds;
        var width = view.Buckets.Count > 1 ? view.Buckets[1].StartUnixNanoseconds - view.Buckets[0].StartUnixNanoseconds : view.Range.Nanoseconds;
        return ServiceTraces.Of(
            view.Name, PageRange.Absolute(UnixTime.ToDateTimeOffset(from), UnixTime.ToDateTimeOffset(from + width)), point.Series == "error");
    }

    private string UrlOf(ServiceMapNode node) => node.Node.Inferred
        ? UrlQuery.Build(ObserveUrls.ServicesPath, ("focus", node.Id), ("from", State.Range.FromParameter), ("to", State.Range.ToParameter))
        : ObserveUrls.Service(node.Id, State.Range);

    private void SortBy(RequestSort sort) => Go(State.SortedBy(sort).ToUrl(), replace: true);

    private void Compare() => Go((State with { Compares = !State.Compares }).ToUrl(), replace: true);
}
