using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Services;

/// <summary>What the page shows, read at once. Parts that the chosen view has not are null.</summary>
/// <param name="Mapped">How far the map looked.</param>
/// <param name="Listed">How far the table looked.</param>
/// <param name="Before">Requests of the services in the same length of time before; null without a comparison.</param>
/// <param name="Ingest">When there is nothing else.</param>
public sealed record ServicesView(
    MapGraph? Graph, Scanned? Mapped, IReadOnlyList<ServiceSummary>? Services, Scanned? Listed, IReadOnlyDictionary<string, RequestFigures>? Before, IngestResult? Ingest)
{
    /// <summary>Of the part that looked less far.</summary>
    public Scanned Scanned => Mapped is { Complete: false } ? Mapped : Listed ?? Mapped!;

    /// <summary>A limit ended the reading of the map before anything was found.</summary>
    public bool IsMapUnread => this is { Graph.Nodes.Count: 0, Mapped.Complete: false };

    /// <summary>The same of the table.</summary>
    public bool IsTableUnread => this is { Services.Count: 0, Listed.Complete: false };

    public bool IsEmpty => Graph is null or { Nodes.Count: 0 } && Services is null or { Count: 0 };
}
