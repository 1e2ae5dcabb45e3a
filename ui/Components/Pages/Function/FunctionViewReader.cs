using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Components.Pages.Function;

/// <summary>All that the page of one function asks of the store: for each view what it shows, side by side.</summary>
public sealed class FunctionViewReader(
    IFunctionDetailReader functions, IInvocationReader invocations, IRouteReader routes, IConcurrencyReader concurrency, IInstanceReader instances,
    IAsyncReader queues, ILostTelemetryReader lost, AdviceReader advice)
{
    public const int InvocationsPerPage = 100;

    private const int Buckets = 60;
    private const int MostAtPeak = 14;

    private const long Minute = 60 * UnixTime.NanosecondsPerSecond;

    /// <summary>Instances are shown over at most so long: in a longer time one invocation is thinner than a pixel.</summary>
    private const long LongestTimeline = 15 * Minute;

    /// <summary>Null when nothing of the function is stored.</summary>
    public async Task<FunctionView?> ReadAsync(
        FunctionId function, FunctionTab tab, TimeRange range, InvocationListQuery list, CancellationToken cancellationToken)
    {
        var facts = functions.FactsAsync(function, cancellationToken);
        var detail = functions.GetAsync(new FunctionDetailQuery(function, range, Buckets), cancellationToken);
        var parallel = tab == FunctionTab.ColdStarts || tab == FunctionTab.Concurrency || tab == FunctionTab.Overview || tab == FunctionTab.Cost
            ? concurrency.GetAsync(new ConcurrencyQuery(function, range), cancellationToken)
            : null;
        var unused = tab == FunctionTab.ColdStarts ? instances.UnusedAsync(function, range, cancellationToken) : null;
        var page = tab == FunctionTab.Invocations || tab == FunctionTab.Errors ? invocations.FindAsync(list, cancellationToken) : null;
        var behind = tab == FunctionTab.Async ? queues.GetAsync(new AsyncQuery(function, range), cancellationToken) : null;
        var ledger = tab == FunctionTab.Errors ? lost.GetAsync(new LostTelemetryQuery(function, range), cancellationToken) : null;
        var timeline = tab == FunctionTab.ColdStarts ? BusiestAsync(function, range, detail, cancellationToken) : null;
        await Task.WhenAll(new Task?[] { facts, detail, parallel, unused, page, behind, ledger, timeline }.OfType<Task>());
        if (await facts is not { } known)
        {
            return null;
        }
        var view = new FunctionView
        {
            Facts = known,
            Range = range,
            Detail = await detail,
            Concurrency = parallel is null ? null : await parallel,
            Unused = unused is null ? 0 : await unused,
            Lost = ledger is null ? null : await ledger,
            Queues = behind is null ? null : await behind,
            Invocations = page is null ? null : await page,
            Instances = timeline is null ? null : await timeline,
        };
        return tab == FunctionTab.Concurrency && view.Concurrency?.PeakUnixNanoseconds is { } peak
            ? view with { AtPeak = await AtAsync(function, peak, cancellationToken) }
            : view;
    }

    /// <summary>The same length of time before a range.</summary>
    public async Task<FunctionFigures> BeforeAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken) =>
        (await functions.GetAsync(new FunctionDetailQuery(function, range.Previous, Buckets: 1), cancellationToken)).Total;

    /// <summary>What its callers waited: single invocations are read for it, which takes longer than the figures that it is shown beside.</summary>
    public async Task<CallerWaits> WaitsAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken)
    {
        var all = invocations.WaitsAsync(new WaitQuery(function, range), cancellationToken);
        var ofRoutes = routes.CompareAsync(new RouteQuery(function, range), cancellationToken);
        await Task.WhenAll(all, ofRoutes);
        return new CallerWaits(await all, await ofRoutes);
    }

    /// <summary>What is worth a look: it takes as long as the figures that it is about, which are shown first.</summary>
    public async Task<IReadOnlyList<AdvisedFinding>> AdviseAsync(FunctionId function, FunctionView view, CancellationToken cancellationToken) =>
        view.Concurrency is { } parallel
            ? advice.Of(view.Facts, view.Detail, parallel, await advice.ReadAsync(function, view.Range, cancellationToken))
            : [];

    public Task<InvocationListResult> MoreAsync(InvocationListQuery query, CancellationToken cancellationToken) =>
        invocations.FindAsync(query, cancellationToken);

    /// <summary>The part of the range in which the instances are shown: around its most cold starts, else what may have been some, else its most invocations.</summary>
    private static TimeRange Busiest(TimeRange range, FunctionDetail detail)
    {
        var most = detail.Series.MaxBy(period => (period.Figures.ColdStarts, period.Figures.Of(InitClass.FirstOfInstance), period.Figures.Invocations));
        var length = Math.Clamp(range.Nanoseconds / 10, Minute, LongestTimeline);
        // A limit may have stopped the figures before there were any: then the newest part.
        var from = Math.Clamp((most?.StartUnixNanoseconds ?? range.ToUnixNanoseconds) - (length / 6), range.FromUnixNanoseconds, range.ToUnixNanoseconds - length);
        return new TimeRange(from, from + length);
    }

    /// <summary>As soon as the figures say which part that is, beside whatever else is still being read.</summary>
    private async Task<InstanceTimeline> BusiestAsync(FunctionId function, TimeRange range, Task<FunctionDetail> detail, CancellationToken cancellationToken)
    {
        var shown = range.Nanoseconds <= LongestTimeline ? range : Busiest(range, await detail);
        return await instances.TimelineAsync(new InstanceQuery(function, shown), cancellationToken);
    }

    private async Task<IReadOnlyList<InvocationSummary>> AtAsync(FunctionId function, long instant, CancellationToken cancellationToken)
    {
        var query = new InvocationListQuery(function, default) { RunningAtUnixNanoseconds = instant, Limit = MostAtPeak };
        return (await invocations.FindAsync(query, cancellationToken)).Invocations;
    }
}
