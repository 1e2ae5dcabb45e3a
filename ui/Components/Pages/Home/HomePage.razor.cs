using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Browser;
using Observe.UI.Live;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Home;

public sealed partial class HomePage
{
    /// <summary>One cell a minute in the default range.</summary>
    private const int Buckets = 60;

    private static readonly PageRange LongerRange = PageRange.Parse("now-24h", null);

    [Inject]
    public required IFunctionReader Functions { get; init; }

    [Inject]
    public required IIngestReader IngestReader { get; init; }

    [Inject]
    public required ViewerClock Clock { get; init; }

    private HomeView? View { get; set; }
    private IngestResult? Ingest { get; set; }
    private QueryRunner IngestQuery { get; set; } = null!;

    protected override HomePageState? Parse(Uri address) => HomePageState.Parse(address);

    protected override Task OnInitializedAsync()
    {
        IngestQuery = NewQuery();
        return base.OnInitializedAsync();
    }

    protected override Task LoadAsync(bool quiet) => Task.WhenAll(LoadFunctionsAsync(quiet), LoadIngestAsync(quiet));

    protected override ValueTask DisposePageAsync()
    {
        IngestQuery.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task LoadFunctionsAsync(bool quiet)
    {
        var range = State.Range.Resolve(Time);
        var before = new TimeRange(range.FromUnixNanoseconds - range.Nanoseconds, range.FromUnixNanoseconds);
        return Query.RunAsync(
            async cancellation =>
            {
                var now = Functions.ListAsync(new FunctionListQuery(range, Buckets), cancellation);
                var former = Functions.ListAsync(new FunctionListQuery(before, Buckets: 1), cancellation);
                return HomeView.Of(await now, await former, range, State.Range, Clock);
            },
            view => View = view,
            quiet);
    }

    private Task LoadIngestAsync() => LoadIngestAsync(quiet: false);

    private Task LoadIngestAsync(bool quiet) => IngestQuery.RunAsync(
        cancellation => IngestReader.GetAsync(State.Range.Resolve(Time), Buckets, cancellation),
        result => Ingest = result,
        quiet);

    private string Age(IngestResult ingest) =>
        AgeText.Of(Time.GetUtcNow() - UnixTime.ToDateTimeOffset(ingest.LastEventUnixNanoseconds));
}
