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
        if (await GetAsync(rule.Id, cancellationToken) is { ProvisionedFrom.Length: > 0 } provisioned)
        {
            return new SaveResult<AlertRule>(SaveStatus.ReadOnly, provisioned);
        }
        var result = await documents.ReplaceAsync(
            ConfigTable.AlertRules, rule.Id, Write(rule), expectedVersion, cancellationToken);
        return new SaveResult<AlertRule>(result.Status, result.Value is { } document ? Read(document) : null);
    }

    public async Task<SaveStatus> DeleteAsync(string id, long? expectedVersion, CancellationToken cancellationToken) =>
        await GetAsync(id, cancellationToken) is { ProvisionedFrom.Length: > 0 }
            ? SaveStatus.ReadOnly
            : await documents.DeleteAsync(ConfigTable.AlertRules, id, expectedVersion, cancellationToken);

    /// <summary>Writes a rule under its id whatever is there: for what comes from files.</summary>
    public Task PutAsync(AlertRule rule, CancellationToken cancellationToken) =>
        documents.PutAsync(ConfigTable.AlertRules, rule.Id, Write(rule), cancellationToken);

    /// <summary>Deletes a rule whatever it comes from.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        documents.DeleteAsync(ConfigTable.AlertRules, id, null, cancellationToken);

    /// <summary>Whether two rules differ in nothing but what the store adds.</summary>
    public static bool SaysTheSame(AlertRule one, AlertRule other) => Write(Bare(one)) == Write(Bare(other));

    private static AlertRule Bare(AlertRule rule) => rule with { Version = 0, UpdatedAt = default };

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
