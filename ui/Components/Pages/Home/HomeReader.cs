using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Components.Pages.Home;

/// <summary>All that Home asks of the store.</summary>
public sealed class HomeReader(
    IFunctionReader functions, IIngestReader ingest, HomeAlertsReader alerts)
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

    public Task<HomeAlerts> AlertsAsync(CancellationToken cancellationToken) => alerts.GetAsync(cancellationToken);
}
