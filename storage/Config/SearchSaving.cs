namespace Observe.Storage.Config;

/// <summary>How saving, renaming or deleting a search ended.</summary>
public enum SearchSaving
{
    Done,

    /// <summary>There is none of the id, or it is another's.</summary>
    NotFound,

    /// <summary>It is everybody's, which editors change.</summary>
    NotAllowed,

    /// <summary>There is one of this name for the same signal and the same people.</summary>
    NameTaken,

    /// <summary>As many as a server keeps.</summary>
    Full,
}

/// <summary>What is said of it to whoever asked.</summary>
public static class SearchSavingText
{
    public static string Of(SearchSaving ending) => ending switch
    {
        SearchSaving.NotFound => "There is no such search: somebody has deleted it.",
        SearchSaving.NotAllowed => "Searches for everybody are saved, renamed and deleted by editors.",
        SearchSaving.NameTaken => "There is a search of this name.",
        SearchSaving.Full => $"At most {SavedSearchStore.MostShared} searches for everybody and {SavedSearchStore.MostOwn} of one's own are kept: delete one first.",
        _ => "",
    };
}
