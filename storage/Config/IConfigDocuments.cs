namespace Observe.Storage.Config;

/// <summary>Small documents under optimistic concurrency.</summary>
public interface IConfigDocuments
{
    /// <summary>The newest version of each document that is not deleted, by id.</summary>
    Task<IReadOnlyList<ConfigDocument>> ListAsync(ConfigTable table, CancellationToken cancellationToken);

    Task<ConfigDocument?> GetAsync(ConfigTable table, string id, CancellationToken cancellationToken);

    /// <summary>Adds a document under a new id, with version 1.</summary>
    Task<ConfigDocument> AddAsync(ConfigTable table, string id, string body, CancellationToken cancellationToken);

    /// <summary>Writes a document whatever is there, also after it was deleted.</summary>
    Task<ConfigDocument> PutAsync(ConfigTable table, string id, string body, CancellationToken cancellationToken);

    /// <param name="expectedVersion">The version the writer has read; null to write over whatever is there.</param>
    Task<SaveResult<ConfigDocument>> ReplaceAsync(
        ConfigTable table, string id, string body, long? expectedVersion, CancellationToken cancellationToken);

    Task<SaveStatus> DeleteAsync(ConfigTable table, string id, long? expectedVersion, CancellationToken cancellationToken);
}
