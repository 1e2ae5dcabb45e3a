using Microsoft.AspNetCore.Components;
using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Functions;

public sealed partial class FunctionsPage
{
    private const int Buckets = 30;

    private static readonly PageRange LongerRange = PageRange.Parse("now-24h", null);
    private PageRange? _loadedRange;

    [Inject]
    public required IFunctionReader Functions { get; init; }

    [Inject]
    public required IIngestReader IngestReader { get; init; }

    private FunctionListResult? Result { get; set; }
    private IngestResult? Ingest { get; set; }

    protected override FunctionsPageState? Parse(Uri address) => FunctionsPageState.Parse(address);

    protected override Task LoadAsync(bool quiet)
    {
        var range = State.Range.Resolve(Time);
        if (State.Range == _loadedRange && !quiet && Query.Failure is null)
        {
            StateHasChanged(); // another order or filter of the same rows needs no query
            return Task.CompletedTask;
        }
        return Query.RunAsync(
            async cancellation =>
            {
                var functions = await Functions.ListAsync(new FunctionListQuery(range, Buckets), cancellation);
                var ingest = functions.Functions.Count > 0 ? null : await IngestReader.GetAsync(range, buckets: 1, cancellation);
                return (functions, ingest);
            },
            answer =>
            {
                (Result, Ingest) = answer;
                _loadedRange = State.Range;
            },
            quiet);
    }

    private static string Looked(Scanned scanned) => scanned.Complete
        ? $", all of the range read in {Measure.Duration(scanned.Elapsed)}"
        : ", only a part of the range could be read";

    private void SortBy(FunctionSort sort) => Go(State.SortedBy(sort).ToUrl(), replace: true);

    private void FilterBy(ChangeEventArgs e) => Go((State with { Filter = e.Value?.ToString() ?? "" }).ToUrl(), replace: true);

    private void Show(string provider) => Go((State with { Provider = provider }).ToUrl(), replace: true);

    private void ShowAll() => Go((State with { Provider = "", Filter = "" }).ToUrl(), replace: true);
}
