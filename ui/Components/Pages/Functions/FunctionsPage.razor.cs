using Microsoft.AspNetCore.Components;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Functions;

public sealed partial class FunctionsPage
{
    private const int Buckets = 30;

    private static readonly PageRange LongerRange = PageRange.Parse("now-24h", null);
    private (PageRange Range, bool Compares)? _loaded;

    [Inject]
    public required IFunctionReader Functions { get; init; }

    [Inject]
    public required IIngestReader IngestReader { get; init; }

    private FunctionListResult? Result { get; set; }
    private IReadOnlyDictionary<FunctionIdentity, FunctionSummary>? Before { get; set; }
    private IngestResult? Ingest { get; set; }

    /// <summary>Of the whole range, whatever is filtered.</summary>
    private UsageCost? Cost => Result?.Functions.Select(f => f.Cost).OfType<UsageCost>().ToArray() is { Length: > 0 } costs
        ? costs.Aggregate(UsageCost.Add)
        : null;

    protected override TimeRange? Summed => State.Range.Resolve(Time);

    protected override FunctionsPageState? Parse(Uri address) => FunctionsPageState.Parse(address);

    protected override Task LoadAsync(bool quiet)
    {
        var range = State.Range.Resolve(Time);
        if ((State.Range, State.Compares) == _loaded && !quiet && Query.Failure is null)
        {
            StateHasChanged(); // another order or filter of the same rows needs no query
            return Task.CompletedTask;
        }
        return Query.RunAsync(
            async cancellation =>
            {
                var listing = Functions.ListAsync(new FunctionListQuery(range, Buckets), cancellation);
                var comparing = State.Compares ? Functions.ListAsync(new FunctionListQuery(range.Previous, 1) { WithConcurrency = false }, cancellation) : null;
                await Task.WhenAll(listing, comparing ?? listing);
                var functions = await listing;
                var before = comparing is null ? null : await comparing;
                var ingest = functions.Functions.Count > 0 ? null : await IngestReader.GetAsync(range, buckets: 1, cancellation);
                return (functions, before?.Functions.ToDictionary(f => f.Identity), ingest);
            },
            answer =>
            {
                (Result, Before, Ingest) = answer;
                _loaded = Result is { Functions.Count: 0, Scanned.Complete: false } ? null : (State.Range, State.Compares);
            },
            quiet);
    }

    private static string Looked(Scanned scanned) => scanned.Complete
        ? $"All of the range read in {Measure.Duration(scanned.Elapsed)}"
        : "Only a part of the range could be read";

    private void SortBy(FunctionSort sort) => Go(State.SortedBy(sort).ToUrl(), replace: true);

    private void FilterBy(ChangeEventArgs e) => Go((State with { Filter = e.Value?.ToString() ?? "" }).ToUrl(), replace: true);

    private void Show(string provider) => Go((State with { Provider = provider }).ToUrl(), replace: true);

    private void Compare() => Go((State with { Compares = !State.Compares }).ToUrl(), replace: true);

    private void ShowAll() => Go((State with { Provider = "", Filter = "" }).ToUrl(), replace: true);
}
