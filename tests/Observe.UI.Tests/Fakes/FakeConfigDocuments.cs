using Observe.Storage.Config;

namespace Observe.UI.Tests.Fakes;

/// <summary>Documents in memory, with the versions and conflicts of the real ones.</summary>
public sealed class FakeConfigDocuments : IConfigDocuments
{
    private readonly Dictionary<(ConfigTable Table, string Id), ConfigDocument> _documents = [];

    public Task<IReadOnlyList<ConfigDocument>> ListAsync(ConfigTable table, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ConfigDocument>>(
            [.. _documents.Where(pair => pair.Key.Table == table).Select(pair => pair.Value).OrderBy(document => document.Id)]);

    public Task<ConfigDocument?> GetAsync(ConfigTable table, string id, CancellationToken cancellationToken) =>
        Task.FromResult(_documents.GetValueOrDefault((table, id)));

    public Task<ConfigDocument> AddAsync(ConfigTable table, string id, string body, CancellationToken cancellationToken) =>
        Task.FromResult(_documents[(table, id)] = new ConfigDocument(id, 1, Some.Now, body));

    public Task<ConfigDocument> PutAsync(ConfigTable table, string id, string body, CancellationToken cancellationToken) => Task.FromResult(
        _documents[(table, id)] = new ConfigDocument(id, (_documents.GetValueOrDefault((table, id))?.Version ?? 0) + 1, Some.Now, body));

    public Task<SaveResult<ConfigDocument>> ReplaceAsync(
        ConfigTable table, string id, string body, long? expectedVersion, CancellationToken cancellationToken)
    {
        var status = Check(table, id, expectedVersion, out var old);
        if (status != SaveStatus.Saved)
        {
            return Task.FromResult(new SaveResult<ConfigDocument>(status, old));
        }
        var saved = _documents[(table, id)] = new ConfigDocument(id, old!.Version + 1, Some.Now, body);
        return Task.FromResult(new SaveResult<ConfigDocument>(status, saved));
    }

    public Task<SaveStatus> DeleteAsync(ConfigTable table, string id, long? expectedVersion, CancellationToken cancellationToken)
    {
        var status = Check(table, id, expectedVersion, out _);
        if (status == SaveStatus.Saved)
        {
            _documents.Remove((table, id));
        }
        return Task.FromResult(status);
    }

    private SaveStatus Check(ConfigTable table, string id, long? expectedVersion, out ConfigDocument? old) =>
        !_documents.TryGetValue((table, id), out old) ? SaveStatus.NotFound
        : expectedVersion is { } expected && expected != old.Version ? SaveStatus.Conflict
        : SaveStatus.Saved;
}
