using System.Text.Json;

namespace Observe.Storage.Config;

/// <summary>The silences. One that has ended stays, to be read, until it is deleted.</summary>
public sealed class SilenceStore(IConfigDocuments documents)
{
    public async Task<IReadOnlyList<Silence>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListAsync(ConfigTable.AlertSilences, cancellationToken)).Select(Read)];

    public async Task<Silence> AddAsync(Silence silence, CancellationToken cancellationToken) =>
        Read(await documents.AddAsync(ConfigTable.AlertSilences, ConfigId.New(), Write(silence), cancellationToken));

    public async Task<SaveResult<Silence>> ReplaceAsync(Silence silence, long? expectedVersion, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ConfigTable.AlertSilences, silence.Id, cancellationToken) is { } current && Read(current) is { ProvisionedFrom.Length: > 0 } provisioned)
        {
            return new SaveResult<Silence>(SaveStatus.ReadOnly, provisioned);
        }
        var result = await documents.ReplaceAsync(ConfigTable.AlertSilences, silence.Id, Write(silence), expectedVersion, cancellationToken);
        return new SaveResult<Silence>(result.Status, result.Value is { } document ? Read(document) : null);
    }

    /// <summary>Ends it now; one that is to come or has ended is left out of the list from then on.</summary>
    public async Task<SaveStatus> EndAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ConfigTable.AlertSilences, id, cancellationToken) is not { } document)
        {
            return SaveStatus.NotFound;
        }
        var silence = Read(document);
        return silence.ProvisionedFrom.Length > 0 ? SaveStatus.ReadOnly
            : silence.IsActive(now)
            ? (await documents.ReplaceAsync(ConfigTable.AlertSilences, id, Write(silence with { EndsAt = now }), document.Version, cancellationToken)).Status
            : await documents.DeleteAsync(ConfigTable.AlertSilences, id, document.Version, cancellationToken);
    }

    /// <summary>Writes a silence under its id whatever is there: for what comes from files.</summary>
    public Task PutAsync(Silence silence, CancellationToken cancellationToken) =>
        documents.PutAsync(ConfigTable.AlertSilences, silence.Id, Write(silence), cancellationToken);

    /// <summary>Deletes a silence whatever it comes from.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        documents.DeleteAsync(ConfigTable.AlertSilences, id, null, cancellationToken);

    private static string Write(Silence silence) => JsonSerializer.Serialize(silence, ConfigJson.Options);

    private static Silence Read(ConfigDocument document) =>
        JsonSerializer.Deserialize<Silence>(document.Body, ConfigJson.Options)! with { Id = document.Id, Version = document.Version };
}
