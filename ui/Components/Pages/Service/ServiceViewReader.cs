using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Service;

/// <summary>Asks the readers for what the page of a service shows.</summary>
public sealed class ServiceViewReader(
    IServiceReader services, IServiceMapReader map, ITraceReader traces, IFunctionReader functions, IFunctionDetailReader details)
{
    private const int Buckets = 60;
    private const int SparkBuckets = 30;
    private const int NewestTraces = 8;

    public async Task<ServiceView> ReadAsync(string name, TimeRange range, bool compares, CancellationToken cancellation)
    {
        var operations = services.OperationsAsync(name, new ServiceListQuery(range, SparkBuckets), cancellation);
        var before = compares ? services.OperationsAsync(name, new ServiceListQuery(range.Previous, 1), cancellation) : null;
        var histogram = traces.HistogramAsync(new TraceHistogramQuery(range, RequestsOf(name), Buckets), cancellation);
        var mapping = map.GetAsync(new ServiceMapQuery(range), cancellation);
        await Task.WhenAll(operations, before ?? operations, histogram, mapping);
        var (listed, buckets, whole) = (await operations, await histogram, await mapping);
        return new ServiceView(
            name, range, listed.Operations, before is null ? null : (await before).Operations, buckets.Buckets, MapGraph.Of(whole).Around(name),
            !whole.Scanned.Complete ? whole.Scanned : listed.Scanned);
    }

    /// <summary>Its newest traces, and the functions that have its name or are named in its spans.</summary>
    public async Task<ServiceMore> MoreAsync(string name, TimeRange range, CancellationToken cancellation)
    {
        var newest = traces.FindAsync(new TraceListQuery(range, RequestsOf(name), NewestTraces), cancellation);
        var facets = traces.FacetsAsync(new TraceFacetsQuery(range, RequestsOf(name)), cancellation);
        await Task.WhenAll(newest, facets);
        var named = (await facets).Facets.FirstOrDefault(facet => facet.Field == "function")?.Values.Select(value => value.Value).ToHashSet() ?? [];
        var own = named.Count == 0
            ? []
            : (await functions.ListAsync(new FunctionListQuery(range, SparkBuckets) { WithConcurrency = false }, cancellation)).Functions
                .Where(function => named.Contains(function.Identity.Name)).ToArray();
        var detail = own is [var only] && FunctionId.TryParse(only.Identity.Id, out var id)
            ? await details.GetAsync(new FunctionDetailQuery(id, range, Buckets), cancellation)
            : null;
        return new ServiceMore(own, detail, (await newest).Traces);
    }

    private static AndExpression RequestsOf(string service) => new AndExpression(
        new CompareExpression(new SearchField("service"), SearchOperator.Equal, SearchValue.OfQuoted(service)),
        SearchParser.Parse("kind = server or kind = consumer").Expression!);
}
