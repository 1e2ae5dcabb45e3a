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
        return silence.IsActive(now)
            ? (await documents.ReplaceAsync(ConfigTable.AlertSilences, id, Write(silence with { EndsAt = now }), document.Version, cancellationToken)).Status
            : await documents.DeleteAsync(ConfigTable.AlertSilences, id, document.Version, cancellationToken);
    }

    private static string Write(Silence silence) => JsonSerializer.Serialize(silence, ConfigJson.Options);

    private static Silence Read(ConfigDocument document) =>
        JsonSerializer.Deserialize<Silence>(document.Body, ConfigJson.Options)! with { Id = document.Id, Version = document.Version };
}
