using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Components.Pages.Home;

/// <summary>All that Home asks of the store.</summary>
public sealed class HomeReader(
    IFunctionReader functions, IIngestReader ingest, HomeAlertsReader alerts)
{
    public Task<FunctionListResult> FunctionsAsync(TimeRange range, int buckets, CancellationToken cancellationToken) =>
        functions.ListAsync(new FunctionListQuery(range, buckets), cancellationToken);

    /// <summary>The same length of time before the range in one piece, for comparison.</summary>
    public Task<FunctionListResult> BeforeAsync(TimeRange range, CancellationToken cancellationToken) =>
        functions.ListAsync(new FunctionListQuery(range.Previous, Buckets: 1) { WithConcurrency = false }, cancellationToken);

    public Task<IngestResult> IngestAsync(TimeRange range, int buckets, CancellationToken cancellationToken) =>
        ingest.GetAsync(range, buckets, cancellationToken);

    public Task<HomeAlerts> AlertsAsync(CancellationToken cancellationToken) => alerts.GetAsync(cancellationToken);
}
