using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Service;

/// <summary>What the page of a service shows, of one range.</summary>
/// <param name="Before">Operations of the same length of time before, by name and kind; null without a comparison.</param>
/// <param name="Around">The service, what calls it, and what it calls.</param>
public sealed record ServiceView(
    string Name, TimeRange Range, IReadOnlyList<OperationSummary> Operations, IReadOnlyList<OperationSummary>? Before, IReadOnlyList<HistogramBucket> Buckets,
    MapGraph Around, Scanned Scanned)
{
    /// <summary>Null when nothing calls it, and it calls nothing and is asked for nothing.</summary>
    public ServiceMapNode? Node => Around.Find(Name);

    public bool IsEmpty => Operations.Count == 0 && Around.Calls.Count == 0;

    public long Requests => Operations.Sum(operation => operation.Figures.Requests);

    public long Errors => Operations.Sum(operation => operation.Figures.Errors);

    /// <summary>What is read once the rest is shown.</summary>
    public ServiceMore? More { get; init; }
}

/// <param name="Functions">That the service is, with what they did.</param>
/// <param name="Detail">Of the function, when it is one: its versions mark the chart.</param>
public sealed record ServiceMore(IReadOnlyList<FunctionSummary> Functions, FunctionDetail? Detail, IReadOnlyList<TraceSummary> Traces);
