using System.Text.Json;
using Observe.Storage.Search;

namespace Observe.Storage.Config;

/// <summary>The saved searches of this server. What somebody may see and change is decided here.</summary>
public sealed class SavedSearchStore(IConfigDocuments documents, TimeProvider time) : IDisposable
{
    /// <summary>More than these nobody looks through.</summary>
    public const int MostShared = 500;
    public const int MostOwn = 100;

    /// <summary>Of all people together.</summary>
    private const int Most = 10_000;

    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Everybody's and one's own, in order of their names.</summary>
    /// <param name="signal">Null for both.</param>
    public async Task<IReadOnlyList<SavedSearch>> ListAsync(SearchOwner owner, SearchTarget? signal, CancellationToken cancellationToken) =>
    [
        .. (await AllAsync(cancellationToken))
            .Where(search => owner.Sees(search) && (signal is null || search.Signal == signal))
            .OrderBy(search => search.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(search => search.Id, StringComparer.Ordinal),
    ];

    /// <param name="shared">For everybody; somebody who has none of their own saves for everybody.</param>
    /// <returns>The search as it was saved, or why it was not.</returns>
    public async Task<(SavedSearch? Saved, SearchSaving Ending)> AddAsync(
        SavedSearch search, SearchOwner owner, bool shared, CancellationToken cancellationToken)
    {
        shared |= !owner.HasOwn;
        if (shared && !owner.MayShare)
        {
            return (null, SearchSaving.NotAllowed);
        }
        // Two that are saved at once would both be the last that fits.
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var added = search with
            {
                Id = ConfigId.New(),
                Name = search.Name.Trim(),
                Owner = shared ? "" : owner.Id,
                CreatedBy = owner.Name,
                CreatedAt = time.GetUtcNow(),
            };
            var all = await AllAsync(cancellationToken);
            if (IsTaken(all, added))
            {
                return (null, SearchSaving.NameTaken);
            }
            if (all.Count >= Most || all.Count(other => other.Owner == added.Owner) >= (shared ? MostShared : MostOwn))
            {
                return (null, SearchSaving.Full);
            }
            await documents.AddAsync(ConfigTable.SavedSearches, added.Id, Write(added), cancellationToken);
            return (added, SearchSaving.Done);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <returns>The search under its new name, or why it has the old.</returns>
    public async Task<(SavedSearch? Renamed, SearchSaving Ending)> RenameAsync(
        string id, string name, SearchOwner owner, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var all = await AllAsync(cancellationToken);
            if (all.FirstOrDefault(search => search.Id == id) is not { } former)
            {
                return (null, SearchSaving.NotFound);
            }
            if (Refusal(former, owner) is { } refusal)
            {
                return (null, refusal);
            }
            var renamed = former with { Name = name.Trim() };
            if (IsTaken(all, renamed))
            {
                return (null, SearchSaving.NameTaken);
            }
            // Only its name can be changed: of two at the same time the later stands.
            var result = await documents.ReplaceAsync(ConfigTable.SavedSearches, id, Write(renamed), null, cancellationToken);
            return result.Status == SaveStatus.Saved ? (renamed, SearchSaving.Done) : (null, SearchSaving.NotFound);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task<SearchSaving> DeleteAsync(string id, SearchOwner owner, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ConfigTable.SavedSearches, id, cancellationToken) is not { } document)
        {
            return SearchSaving.NotFound;
        }
        if (Refusal(Read(document), owner) is { } refusal)
        {
            return refusal;
        }
        return await documents.DeleteAsync(ConfigTable.SavedSearches, id, null, cancellationToken) == SaveStatus.Saved
            ? SearchSaving.Done
            : SearchSaving.NotFound;
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>Null for somebody who may change it. Another's own does not exist for them.</summary>
    private static SearchSaving? Refusal(SavedSearch search, SearchOwner owner) =>
        !owner.Sees(search) ? SearchSaving.NotFound : owner.MayChange(search) ? null : SearchSaving.NotAllowed;

    private static bool IsTaken(IEnumerable<SavedSearch> all, SavedSearch search) => all.Any(other =>
        other.Id != search.Id && other.Owner == search.Owner && other.Signal == search.Signal
        && string.Equals(other.Name, search.Name, StringComparison.OrdinalIgnoreCase));

    private async Task<IReadOnlyList<SavedSearch>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListAsync(ConfigTable.SavedSearches, cancellationToken)).Select(Read)];

    private static string Write(SavedSearch search) => JsonSerializer.Serialize(search, ConfigJson.Options);

    private static SavedSearch Read(ConfigDocument document) =>
        JsonSerializer.Deserialize<SavedSearch>(document.Body, ConfigJson.Options)! with { Id = document.Id };
}
