namespace Observe.Storage.Search;

/// <summary>Which records a search is compiled for.</summary>
public enum SearchTarget
{
    Spans,
    Logs,

    /// <summary>The table span_slots, which keeps a few fields of each span (<see cref="SearchFields.AreKeptBySlot"/>).</summary>
    SpanSlots,
}
