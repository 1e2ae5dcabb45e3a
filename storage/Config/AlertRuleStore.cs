using System.Text.Json;

namespace Observe.Storage.Config;

/// <summary>The alert rules.</summary>
public sealed class AlertRuleStore(IConfigDocuments documents)
{
    public async Task<IReadOnlyList<AlertRule>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListAsync(ConfigTable.AlertRules, cancellationToken)).Select(Read)];

    public async Task<AlertRule?> GetAsync(string id, CancellationToken cancellationToken) =>
        await documents.GetAsync(ConfigTable.AlertRules, id, cancellationToken) is { } document ? Read(document) : null;

    public async Task<AlertRule> AddAsync(AlertRule rule, CancellationToken cancellationToken) =>
        Read(await documents.AddAsync(ConfigTable.AlertRules, ConfigId.New(), Write(rule), cancellationToken));

    public async Task<SaveResult<AlertRule>> ReplaceAsync(
        AlertRule rule, long? expectedVersion, CancellationToken cancellationToken)
    {
        var result = await documents.ReplaceAsync(
            ConfigTable.AlertRules, rule.Id, Write(rule), expectedVersion, cancellationToken);
        return new SaveResult<AlertRule>(result.Status, result.Value is { } document ? Read(document) : null);
    }

    public Task<SaveStatus> DeleteAsync(string id, long? expectedVersion, CancellationToken cancellationToken) =>
        documents.DeleteAsync(ConfigTable.AlertRules, id, expectedVersion, cancellationToken);

    private static string Write(AlertRule rule) => JsonSerializer.Serialize(rule, ConfigJson.Options);

    // Id, version and time are the row's own, whatever the document says.
    private static AlertRule Read(ConfigDocument document) =>
        JsonSerializer.Deserialize<AlertRule>(document.Body, ConfigJson.Options)! with
        {
            Id = document.Id,
            Version = document.Version,
            UpdatedAt = document.UpdatedAt,
        };
}
