namespace Observe.Storage.Search;

/// <summary>Which records a search is compiled for.</summary>
public enum SearchTarget
{
    Spans,
    Logs,
}
