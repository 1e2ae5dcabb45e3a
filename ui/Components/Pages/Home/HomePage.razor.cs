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
    public required HomeReader Reader { get; init; }

    [Inject]
    public required ViewerClock Clock { get; init; }

    private HomeView? View { get; set; }

    /// <summary>The same length of time before the range that is shown; null until it is read.</summary>
    private FunctionTotals? Before { get; set; }
    private IngestResult? Ingest { get; set; }
    private HomeAlerts? Alerts { get; set; }
    private QueryRunner IngestQuery { get; set; } = null!;
    private QueryRunner AlertsQuery { get; set; } = null!;
    private QueryRunner BeforeQuery { get; set; } = null!;

    protected override TimeRange? Summed => State.Range.Resolve(Time);

    protected override HomePageState? Parse(Uri address) => HomePageState.Parse(address);

    protected override Task OnInitializedAsync()
    {
        IngestQuery = NewQuery();
        AlertsQuery = NewQuery();
        BeforeQuery = NewQuery();
        return base.OnInitializedAsync();
    }

    protected override Task LoadAsync(bool quiet) =>
        Task.WhenAll(LoadFunctionsAsync(quiet), LoadIngestAsync(quiet), LoadAlertsAsync(quiet));

    private async Task LoadFunctionsAsync(bool quiet)
    {
        var range = State.Range.Resolve(Time);
        if (!quiet)
        {
            Before = null;
        }
        await Query.RunAsync(
            async cancellation => HomeView.Of(await Reader.FunctionsAsync(range, Buckets, cancellation), range, State.Range, Clock),
            view => View = view,
            quiet);
        // What was handed over is of the time at which it was drawn.
        if (!IsDrawing && Query.Failure is null && View is { Range: var shown })
        {
            await BeforeQuery.RunAsync(
                async cancellation => FunctionTotals.Of((await Reader.BeforeAsync(shown, cancellation)).Functions), totals => Before = totals, quiet: true);
        }
    }

    private Task LoadIngestAsync() => LoadIngestAsync(quiet: false);

    private Task LoadIngestAsync(bool quiet) => IngestQuery.RunAsync(
        cancellation => Reader.IngestAsync(State.Range.Resolve(Time), Buckets, cancellation),
        result => Ingest = result,
        quiet);

    private Task LoadAlertsAsync() => LoadAlertsAsync(quiet: false);

    private Task LoadAlertsAsync(bool quiet) => AlertsQuery.RunAsync(Reader.AlertsAsync, alerts => Alerts = alerts, quiet);

    private string Age(IngestResult ingest) =>
        AgeText.Of(Time.GetUtcNow() - UnixTime.ToDateTimeOffset(ingest.LastEventUnixNanoseconds));
}
