using System.Globalization;
using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Services;

/// <summary>Which services call which, and the requests of each.</summary>
public sealed partial class ServicesPage
{
    private const int Buckets = 30;

    private static readonly PageRange LongerRange = PageRange.Parse("now-24h", null);
    private static readonly (string Name, string Text)[] Views = [("", "Both"), (ServicesPageState.MapView, "Map"), (ServicesPageState.TableView, "Table")];

    private static readonly (string Value, string Text)[] Rates =
        [("", "the main ones"), ("0", "all"), ("1", "from 1 a minute"), ("10", "from 10 a minute"), ("60", "from 1 a second"), ("600", "from 10 a second")];

    private (PageRange Range, string View, bool Compares)? _loaded;
    private ServicesView? _view;

    [Inject]
    public required IServiceMapReader Map { get; init; }

    [Inject]
    public required IServiceReader Services { get; init; }

    [Inject]
    public required IIngestReader IngestReader { get; init; }

    protected override TimeRange? Summed => Range;

    private TimeRange Range => State.Range.Resolve(Time);

    private double Seconds => Range.Nanoseconds / (double)UnixTime.NanosecondsPerSecond;

    private ServiceMapNode? Focused => State.Focus.Length == 0 ? null : _view?.Graph?.Find(State.Focus);

    private string LeastText => State.LeastPerMinute?.ToString(CultureInfo.InvariantCulture) ?? "";

    protected override ServicesPageState? Parse(Uri address) => ServicesPageState.Parse(address);

    protected override Task LoadAsync(bool quiet)
    {
        var state = State;
        var range = Range;
        if ((state.Range, state.View, state.Compares) == _loaded && !quiet && Query.Failure is null)
        {
            StateHasChanged(); // another focus, order or filter of the same rows needs no query
            return Task.CompletedTask;
        }
        return Query.RunAsync(
            cancellation => ReadAsync(state, range, cancellation),
            view =>
            {
                _view = view;
                _loaded = view.IsMapUnread || view.IsTableUnread ? null : (state.Range, state.View, state.Compares);
            },
            quiet);
    }

    private async Task<ServicesView> ReadAsync(ServicesPageState state, TimeRange range, CancellationToken cancellation)
    {
        var mapping = state.HasMap ? Map.GetAsync(new ServiceMapQuery(range), cancellation) : null;
        var listing = state.HasTable ? Services.ListAsync(new ServiceListQuery(range, Buckets), cancellation) : null;
        var comparing = state is { HasTable: true, Compares: true } ? Services.ListAsync(new ServiceListQuery(range.Previous, 1), cancellation) : null;
        await Task.WhenAll(new Task?[] { mapping, listing, comparing }.OfType<Task>());
        var map = mapping is null ? null : await mapping;
        var list = listing is null ? null : await listing;
        var before = comparing is null ? null : (await comparing).Services.ToDictionary(service => service.Service, service => service.Figures);
        var view = new ServicesView(map is null ? null : MapGraph.Of(map), map?.Scanned, list?.Services, list?.Scanned, before, null);
        return view.IsEmpty ? view with { Ingest = await IngestReader.GetAsync(range, buckets: 1, cancellation) } : view;
    }

    private IReadOnlyList<RequestRow> Rows(IReadOnlyList<ServiceSummary> services, ServicesView view) => State.Sort.Apply(
        services
            .Where(service => service.Service.Contains(State.Filter, StringComparison.OrdinalIgnoreCase) && (!State.FailingOnly || service.Figures.Errors > 0))
            .Select(service => new RequestRow(
                service.Service, service.Service, ObserveUrls.Service(service.Service, State.Range), Detail(service), view.Graph?.Find(service.Service)?.Node,
                service.Figures, view.Before?.GetValueOrDefault(service.Service), failed => ServiceTraces.Of(service.Service, State.Range, failed))),
        State.Descending);

    private static string Detail(ServiceSummary service) => service.Versions.Count switch
    {
        0 => service.Functions.Count > 0 ? "function" : "",
        1 => FunctionPlace.VersionName(service.Versions[0]),
        _ => $"{service.Versions.Count} versions",
    };

    private string UrlOf(ServiceMapNode node) => node.Id == State.Focus && !node.Node.Inferred
        ? ObserveUrls.Service(node.Id, State.Range)
        : (State with { Focus = node.Id }).ToUrl();

    private static string Sum(ServicesView view) => string.Join(
        ", ",
        new[]
        {
            view.Services is { } services ? $"{services.Count} services, {Measure.Count(services.Sum(service => service.Figures.Requests))} requests" : "",
            view.Graph is { } graph ? $"{graph.Nodes.Count(node => node.Node.Inferred)} nodes known from calls only" : "",
        }.Where(part => part.Length > 0));

    private static string Looked(Scanned scanned) => scanned.Complete
        ? $"All of the range read in {Measure.Duration(scanned.Elapsed)}"
        : "Only a part of the range could be read";

    private void SortBy(RequestSort sort) => Go(State.SortedBy(sort).ToUrl(), replace: true);

    private void FilterBy(ChangeEventArgs e) => Go((State with { Filter = e.Value?.ToString() ?? "" }).ToUrl(), replace: true);

    private void LeastBy(ChangeEventArgs e) => Go(
        (State with { LeastPerMinute = double.TryParse(e.Value?.ToString(), CultureInfo.InvariantCulture, out var least) ? least : null }).ToUrl(), replace: true);

    private void Show(string view) => Go((State with { View = view }).ToUrl(), replace: true);

    private void ShowFailing() => Go((State with { FailingOnly = !State.FailingOnly }).ToUrl(), replace: true);

    private void Fit() => Go((State with { Fits = !State.Fits }).ToUrl(), replace: true);

    private void Compare() => Go((State with { Compares = !State.Compares }).ToUrl(), replace: true);

    private void ShowAll() => Go((State with { Focus = "", Filter = "", LeastPerMinute = null, FailingOnly = false }).ToUrl(), replace: true);
}
