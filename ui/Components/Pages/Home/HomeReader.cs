using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.UI.Components.Pages.Home;

/// <summary>All that Home asks of the store.</summary>
public sealed class HomeReader(
    IFunctionReader functions, IIngestReader ingest, IAlertTransitionStore transitions, AlertRuleStore rules, SilenceStore silences, TimeProvider time)
{
    /// <summary>The range, and the same length before it in one piece for comparison.</summary>
    public async Task<(FunctionListResult Now, FunctionListResult Before)> FunctionsAsync(
        TimeRange range, int buckets, CancellationToken cancellationToken)
    {
        var now = functions.ListAsync(new FunctionListQuery(range, buckets), cancellationToken);
        var before = functions.ListAsync(new FunctionListQuery(range.Previous, Buckets: 1), cancellationToken);
        await Task.WhenAll(now, before);
        return (await now, await before);
    }

    public Task<IngestResult> IngestAsync(TimeRange range, int buckets, CancellationToken cancellationToken) =>
        ingest.GetAsync(range, buckets, cancellationToken);

    public async Task<HomeAlerts> AlertsAsync(CancellationToken cancellationToken)
    {
        var states = transitions.LatestAsync(cancellationToken);
        var known = rules.ListAsync(cancellationToken);
        var silenced = silences.ListAsync(cancellationToken);
        await Task.WhenAll(states, known, silenced);
        return HomeAlerts.Of(await states, await known, new SilenceBook(await silenced, time.GetUtcNow()));
    }
}
