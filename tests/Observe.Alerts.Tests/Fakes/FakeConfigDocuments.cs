using System.Collections.Concurrent;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>Documents in memory, with the same versions and conflicts as the store's.</summary>
internal sealed class FakeConfigDocuments(TimeProvider time) : IConfigDocuments
{
    private readonly ConcurrentDictionary<(ConfigTable, string), ConfigDocument> _documents = new();

    public bool IsUnreachable { get; set; }

    /// <summary>What an intruder who reads the tables would see.</summary>
    public IEnumerable<string> Bodies => _documents.Values.Select(document => document.Body);

    public Task<IReadOnlyList<ConfigDocument>> ListAsync(ConfigTable table, CancellationToken cancellationToken) =>
        IsUnreachable ? throw new IOException("There is no ClickHouse.") : Task.FromResult<IReadOnlyList<ConfigDocument>>(
            [.. _documents.Where(pair => pair.Key.Item1 == table).Select(pair => pair.Value).OrderBy(document => document.Id)]);

    public Task<ConfigDocument?> GetAsync(ConfigTable table, string id, CancellationToken cancellationToken) =>
        Task.FromResult(_documents.GetValueOrDefault((table, id)));

    public Task<ConfigDocument> AddAsync(ConfigTable table, string id, string body, CancellationToken cancellationToken) =>
        Task.FromResult(_documents[(table, id)] = new ConfigDocument(id, 1, time.GetUtcNow(), body));

    public Task<ConfigDocument> PutAsync(ConfigTable table, string id, string body, CancellationToken cancellationToken) => Task.FromResult(
        _documents[(table, id)] = new ConfigDocument(id, (_documents.GetValueOrDefault((table, id))?.Version ?? 0) + 1, time.GetUtcNow(), body));

    public Task<SaveResult<ConfigDocument>> ReplaceAsync(
        ConfigTable table, string id, string body, long? expectedVersion, CancellationToken cancellationToken)
    {
        if (!_documents.TryGetValue((table, id), out var current))
        {
            return Task.FromResult(new SaveResult<ConfigDocument>(SaveStatus.NotFound, null));
        }
        if (expectedVersion is { } expected && expected != current.Version)
        {
            return Task.FromResult(new SaveResult<ConfigDocument>(SaveStatus.Conflict, current));
        }
        var next = _documents[(table, id)] = new ConfigDocument(id, current.Version + 1, time.GetUtcNow(), body);
        return Task.FromResult(new SaveResult<ConfigDocument>(SaveStatus.Saved, next));
    }

    public Task<SaveStatus> DeleteAsync(
        ConfigTable table, string id, long? expectedVersion, CancellationToken cancellationToken) =>
        Task.FromResult(_documents.TryRemove((table, id), out _) ? SaveStatus.Saved : SaveStatus.NotFound);
}
