using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Services;

/// <summary>What the page shows, read at once. Parts that the chosen view has not are null.</summary>
/// <param name="Before">Requests of the services in the same length of time before; null without a comparison.</param>
/// <param name="Ingest">When there is nothing else.</param>
public sealed record ServicesView(
    MapGraph? Graph, IReadOnlyList<ServiceSummary>? Services, IReadOnlyDictionary<string, RequestFigures>? Before, Scanned Scanned, IngestResult? Ingest)
{
    public bool IsEmpty => Graph is null or { Nodes.Count: 0 } && Services is null or { Count: 0 };
}
