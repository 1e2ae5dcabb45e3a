namespace Observe.Storage.Config;

/// <summary>The tables that hold one JSON document a version.</summary>
public enum ConfigTable
{
    AlertRules,
    Webhooks,
    ApiKeys,
    AdviceDismissals,
    AlertSilences,
    SavedSearches,
    Accounts,
}

/// <summary>One document as it is stored.</summary>
/// <param name="Version">Counts up from 1 with each save.</param>
public sealed record ConfigDocument(string Id, long Version, DateTimeOffset UpdatedAt, string Body);

/// <summary>How a save or delete ended.</summary>
public enum SaveStatus
{
    Saved,
    NotFound,

    /// <summary>The version the writer had read is no longer the newest.</summary>
    Conflict,

    /// <summary>It comes from a file and is changed there.</summary>
    ReadOnly,
}

/// <param name="Value">The saved value; the current one after a conflict; null when there is none.</param>
public sealed record SaveResult<T>(SaveStatus Status, T? Value)
    where T : class;
